/**
 * Holds a cluster to its promises: sends and receives on a queue of its own, with the history
 * checker looking on, while somebody else disturbs the cluster. For the command line and the demo;
 * threads of its own, one for each producer and consumer.
 */
@NullMarked
package io.quorate.client.verify;

import org.jspecify.annotations.NullMarked;
