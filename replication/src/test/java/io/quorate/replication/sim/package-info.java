/**
 * The deterministic simulator: the real core in a world of fakes that misbehave. One world is one
 * seed, one thread and one virtual clock; nothing here reads a real clock, a file, a socket or a
 * random number that does not come from the seed.
 */
@NullMarked
package io.quorate.replication.sim;

import org.jspecify.annotations.NullMarked;
