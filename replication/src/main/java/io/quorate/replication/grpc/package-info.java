/**
 * The wire between nodes: links that each node keeps open to every other one, the service that
 * answers theirs, and the mapping of messages to bytes. The only package of this module that knows
 * gRPC. Runs on the links' own I/O threads and timer; what arrives is handed to listeners that only
 * enqueue, and a sender never waits.
 */
@NullMarked
package io.quorate.replication.grpc;

import org.jspecify.annotations.NullMarked;
