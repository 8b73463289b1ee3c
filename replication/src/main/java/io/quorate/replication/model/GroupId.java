package io.quorate.replication.model;

import java.util.regex.Pattern;

/** Names a group: one log, one master, one epoch. Part of every key, path, message and metric. */
public record GroupId(String name) implements Comparable<GroupId> {
  /** Bounded and plain, since it becomes a part of keys and of coordinator paths. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

  public static final GroupId MAIN = new GroupId("main");

  public GroupId {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a group's name is 1 to 32 of a-z, 0-9 and '-', found '" + name + "'");
    }
  }

  @Override
  public int compareTo(GroupId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
