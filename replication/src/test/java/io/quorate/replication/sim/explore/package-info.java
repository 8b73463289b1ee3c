/**
 * The exhaustive explorer: the real core on three small nodes, where nothing is drawn and
 * everything that may happen next is tried, up to a bound. Shares disks' images, checkers and
 * planted bugs with the simulator; one thread, no clock.
 */
@NullMarked
package io.quorate.replication.sim.explore;

import org.jspecify.annotations.NullMarked;
