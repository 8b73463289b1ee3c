/**
 * What committed entries mean to a broker: destinations, messages, subscriptions, producers. A
 * deterministic state machine over the log; no thread, clock, socket, disk or chance, and time only
 * from entries. Runs on the group's loop.
 */
@NullMarked
package io.quorate.broker.queue;

import org.jspecify.annotations.NullMarked;
