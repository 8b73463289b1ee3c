package io.quorate.cli;

import io.quorate.client.Reason;

/** What a user can do about a refusal, after what was refused. */
final class Advice {
  private Advice() {}

  static String after(Reason reason) {
    String advice = of(reason);
    return advice.isEmpty() ? "" : "; " + advice;
  }

  private static String of(Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> "'quorate queue list' and 'quorate topic list' show what there is";
      case NO_QUORUM, NOT_MASTER, NOT_READY -> "'quorate status' shows which nodes are missing";
      case UNREACHABLE -> "is a node running there, and is --url right?";
      case QUEUE_FULL ->
          "'quorate queue show' shows its limits, 'quorate queue update' changes them";
      case DISK_FULL -> "'quorate disk why' shows what holds the space";
      case ALREADY_EXISTS -> "'update' changes what is there";
      case IN_USE -> "--force does it all the same";
      case INVALID_SELECTOR ->
          "a selector is a condition on properties such as: colour = 'red' AND amount > 5";
      case OVERLOADED -> "try again later";
      default -> "";
    };
  }
}
