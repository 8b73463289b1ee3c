package io.quorate.broker.config;

/** Strange text made fit for one line of an error. */
final class Excerpt {

  private static final int CHARS_MAX = 80;

  private Excerpt() {}

  static String of(String text) {
    String oneLine = text.replaceAll("\\p{Cntrl}+", " ");
    return oneLine.length() <= CHARS_MAX ? oneLine : oneLine.substring(0, CHARS_MAX) + "…";
  }
}
