/**
 * Who should try to be master: the port a node uses to stand in line, to claim epochs and to evict
 * the dead, and its values. A hint and never truth: safety rests on the promises of a majority, so
 * nothing here may be trusted for more than speed. No ZooKeeper and no Curator in this package;
 * every listener runs on the one thread of its coordination and must only enqueue.
 */
@NullMarked
package io.quorate.election;

import org.jspecify.annotations.NullMarked;
