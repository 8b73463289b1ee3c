/**
 * The Java client: send, receive and settle messages, through failovers. Begin at {@link
 * io.quorate.client.QuorateClient#connect(String)}. Everything here is safe for many threads unless
 * it says otherwise; callbacks run on the client's callback threads, never on those of the
 * connection. Nothing of the broker's inside, of gRPC or of protobuf is visible here.
 */
@NullMarked
package io.quorate.client;

import org.jspecify.annotations.NullMarked;
