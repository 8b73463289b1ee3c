package io.quorate.broker.queue.selector;

import java.util.Arrays;

/**
 * What stands between two {@code %} of a pattern, and how to find it in one pass: bit {@code i} of
 * a long says that the last {@code i + 1} characters match the first places. Going back instead
 * would cost the length of the text times that of the part, and both are the client's to choose.
 */
final class LikePart {

  private static final int LENGTH_MAX = Long.SIZE;

  /** The characters the part names, ascending, and for each the places that take it. */
  private final int[] characters;

  private final long[] placesOfCharacter;
  private final long placesOfOthers;
  private final long lastPlace;

  LikePart(int[] places) {
    if (places.length > LENGTH_MAX) {
      throw new IllegalArgumentException("at most " + LENGTH_MAX + " characters between two %");
    }
    characters =
        Arrays.stream(places)
            .filter(place -> place != LikePattern.ANY)
            .sorted()
            .distinct()
            .toArray();
    placesOfCharacter =
        Arrays.stream(characters).mapToLong(character -> taking(character, places)).toArray();
    placesOfOthers = taking(LikePattern.ANY, places);
    lastPlace = 1L << (places.length - 1);
  }

  private static long taking(int character, int[] places) {
    long bits = 0;
    for (int place = 0; place < places.length; place++) {
      if (places[place] == LikePattern.ANY || places[place] == character) {
        bits |= 1L << place;
      }
    }
    return bits;
  }

  /** Where the first match within the bounds ends. */
  int firstEnd(CharSequence text, int from, int to) {
    long matched = 0;
    int at = from;
    while (at < to) {
      int found = Character.codePointAt(text, at);
      at += Character.charCount(found);
      matched = ((matched << 1) | 1) & placesOf(found);
      if ((matched & lastPlace) != 0) {
        return at;
      }
    }
    return LikePattern.NOWHERE;
  }

  private long placesOf(int found) {
    int character = Arrays.binarySearch(characters, found);
    return character >= 0 ? placesOfCharacter[character] : placesOfOthers;
  }
}
