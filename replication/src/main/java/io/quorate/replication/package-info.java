/**
 * The rule of the log: pure decisions of master, replica and learner, and nothing else. No thread,
 * clock, socket, disk or randomness lives here; the node loop calls in, one event at a time.
 */
@NullMarked
package io.quorate.replication;

import org.jspecify.annotations.NullMarked;
