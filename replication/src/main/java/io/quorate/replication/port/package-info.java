/**
 * What the core needs from the world: a log on disk, a way to peers, a state machine, a
 * coordinator. The simulator and production both implement these; each has a contract test that
 * both pass.
 */
@NullMarked
package io.quorate.replication.port;

import org.jspecify.annotations.NullMarked;
