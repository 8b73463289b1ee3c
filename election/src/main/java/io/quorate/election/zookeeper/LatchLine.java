package io.quorate.election.zookeeper;

import io.quorate.election.LatchNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The line of candidates: how Curator's LeaderLatch names its places, and how it orders them. */
final class LatchLine {
  /** LeaderLatch puts a random prefix before this, and ZooKeeper ten digits behind it. */
  private static final String LOCK_NAME = "latch-";

  private static final Pattern ID = Pattern.compile("(\\d{1,9})/(\\d{1,18})");

  private LatchLine() {}

  static String id(int nodeId, long incarnation) {
    return nodeId + "/" + incarnation;
  }

  static LatchNode parse(String path, byte @Nullable [] id) {
    Matcher matcher = ID.matcher(id == null ? "" : new String(id, StandardCharsets.UTF_8));
    return matcher.matches()
        ? new LatchNode(path, Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : new LatchNode(path, LatchNode.UNKNOWN, 0);
  }

  /** The names that are places, first one first: by sequence number alone, as LeaderLatch does. */
  static List<String> inOrder(Collection<String> names) {
    return names.stream()
        .filter(name -> name.contains(LOCK_NAME))
        .sorted(Comparator.comparing(LatchLine::sequence))
        .toList();
  }

  static boolean isHeadedBy(List<LatchNode> line, @Nullable String path) {
    return !line.isEmpty() && line.get(0).path().equals(path);
  }

  static boolean contains(List<LatchNode> line, String path) {
    return line.stream().anyMatch(place -> place.path().equals(path));
  }

  private static String sequence(String name) {
    return name.substring(name.lastIndexOf(LOCK_NAME) + LOCK_NAME.length());
  }
}
