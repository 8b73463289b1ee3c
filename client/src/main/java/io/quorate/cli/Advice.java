package io.quorate.cli;

import io.quorate.client.Reason;
import org.jspecify.annotations.Nullable;

/** What a user can do about a refusal, after what was refused. */
final class Advice {
  private Advice() {}

  /** Below a text of several lines, such as one with a mark under a word; else behind it. */
  static String with(@Nullable String problem, Reason reason) {
    String text = String.valueOf(problem);
    String advice = of(reason, text);
    if (advice.isEmpty()) {
      return text;
    }
    return text + (text.contains("\n") ? System.lineSeparator() : "; ") + advice;
  }

  private static String of(Reason reason, String problem) {
    return switch (reason) {
      case NOT_FOUND -> listing(problem);
      case NO_QUORUM, NOT_MASTER, NOT_READY -> "'quorate status' shows which nodes are missing";
      case UNREACHABLE -> "is a node running there, and is --url right?";
      case QUEUE_FULL ->
          "'quorate queue show' shows its limits, 'quorate queue update' changes them";
      case DISK_FULL -> "'quorate disk why' shows what holds the space";
      case ALREADY_EXISTS -> "'update' changes what is there";
      case IN_USE -> "--force deletes it all the same";
      case INVALID_SELECTOR ->
          "a selector is a condition on properties such as: colour = 'red' AND amount > 5";
      case OVERLOADED -> "try again later";
      default -> "";
    };
  }

  private static String listing(String problem) {
    String kind =
        problem.contains("subscription")
            ? "subscription"
            : problem.contains("topic") ? "topic" : "queue";
    return "'quorate %s list' shows what there is".formatted(kind);
  }
}
