/**
 * Tests of the client through its API, against nodes on the loopback that keep queues in memory and
 * misbehave as a test tells them to.
 */
@NullMarked
package io.quorate.client;

import org.jspecify.annotations.NullMarked;
