/**
 * A ZooKeeper inside our own process, for trying out and for developing, where there is no
 * ensemble. It knows nothing of elections. ZooKeeper brings its own threads; ours only start and
 * stop it.
 */
@NullMarked
package io.quorate.election.zookeeper.embedded;

import org.jspecify.annotations.NullMarked;
