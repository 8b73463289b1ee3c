/**
 * What is behind the client's API; nobody else should use it. Everything that talks to the broker
 * is confined to the one thread of {@link io.quorate.client.internal.ClientLoop}; the applications'
 * threads hand over and wait, and their callbacks never run on it. What decides (windows, credit,
 * back-off) is pure and knows neither threads nor sockets nor clocks.
 */
@NullMarked
package io.quorate.client.internal;

import org.jspecify.annotations.NullMarked;
