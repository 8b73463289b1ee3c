/**
 * Clusters to try out: one node with its ZooKeeper in this process, or several as processes of this
 * machine, and the commands that start, show, kill and end them. Nothing here may be needed by a
 * node in earnest. The commands run on the main thread; a cluster is safe for many.
 */
@NullMarked
package io.quorate.broker.demo;

import org.jspecify.annotations.NullMarked;
