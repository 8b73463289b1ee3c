package io.quorate.broker.queue;

/**
 * A durable or shared subscription. A shared one may do without a client id, which is then empty.
 */
public record SubscriptionKey(String clientId, String name) implements Comparable<SubscriptionKey> {
  @Override
  public int compareTo(SubscriptionKey other) {
    int byClient = clientId.compareTo(other.clientId);
    return byClient != 0 ? byClient : name.compareTo(other.name);
  }
}
