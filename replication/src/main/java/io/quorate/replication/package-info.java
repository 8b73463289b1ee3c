/**
 * The rule of the log, and nothing else: one object per group ({@link
 * io.quorate.replication.GroupCore}), fed with events by a loop, answering through an outbox that
 * is performed in one order. No thread, clock, socket, disk or chance here; the simulator and
 * production drive the same classes.
 */
@NullMarked
package io.quorate.replication;

import org.jspecify.annotations.NullMarked;
