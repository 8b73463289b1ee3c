/**
 * The process: start-up, wiring and shutdown of one node. No rule of replication or of queues lives
 * here, and no statics, so that several nodes fit into one JVM.
 */
@NullMarked
package io.quorate.broker;

import org.jspecify.annotations.NullMarked;
