package io.quorate.broker.config;

import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.NodeId;
import java.util.regex.Pattern;

/** How clusters, nodes and groups may be called. The exceptions' texts say what was expected. */
final class Names {

  static final String CLUSTER_EXPECTED =
      "a name of 1 to 63 letters, digits, - or _, beginning with a letter or digit";
  static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  static final String NODE_EXPECTED = "a node's number from 1 to 65535";
  static final String GROUP_EXPECTED = "a group's name of 1 to 32 of a-z, 0-9 and -";

  private Names() {}

  static NodeId node(String text) {
    if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException(NODE_EXPECTED);
    }
    return NodeId.of(Integer.parseInt(text));
  }

  static GroupId group(String text) {
    try {
      return new GroupId(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(GROUP_EXPECTED, e);
    }
  }
}
