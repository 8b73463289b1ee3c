/**
 * Real processes, really killed: a cluster of node JVMs and a ZooKeeper on this machine, and what
 * is done to them. Every process that is started here is ended here, by its id, also when a test
 * fails.
 */
@NullMarked
package io.quorate.broker.process;

import org.jspecify.annotations.NullMarked;
