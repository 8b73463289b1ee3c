/**
 * The election port over Curator and ZooKeeper; the only package that sees either, and that says
 * "leader". All state is confined to the one thread of {@link
 * io.quorate.election.zookeeper.ElectionLoop}: callbacks and watches only post to it, and it calls
 * ZooKeeper in the background only, so it never waits.
 */
@NullMarked
package io.quorate.election.zookeeper;

import org.jspecify.annotations.NullMarked;
