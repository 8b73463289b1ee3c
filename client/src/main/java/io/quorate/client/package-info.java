/**
 * The Java client: a small public API over the client protocol. Nothing of the broker's inside is
 * visible here; callbacks run on gRPC's threads and must not block.
 */
@NullMarked
package io.quorate.client;

import org.jspecify.annotations.NullMarked;
