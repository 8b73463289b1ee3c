package io.quorate.client.admin;

import io.quorate.client.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message as it waits in a queue. It was only looked at and cannot be settled.
 *
 * @param position its place in the queue
 * @param inFlight whether a consumer holds it
 * @param deliverAt before that nobody gets it
 */
public record BrowsedMessage(
    long position, Message message, boolean inFlight, Optional<Instant> deliverAt) {
  /**
   * One page.
   *
   * @param next where to go on; 0: that was all
   */
  public record Page(List<BrowsedMessage> messages, long next) {}
}
