package io.quorate.broker.admin;

import java.util.List;
import java.util.stream.Collectors;

/** The answer to a check as JSON. */
record HealthPage(HealthCheck check, NodeHealth health, List<String> reasons) {

  static HealthPage of(HealthCheck check, NodeHealth health) {
    return new HealthPage(check, health, check.reasonsAgainst(health));
  }

  boolean isHealthy() {
    return reasons.isEmpty();
  }

  String json() {
    String groups = health.groups().stream().map(HealthPage::json).collect(Collectors.joining(","));
    String against = reasons.stream().map(HealthPage::quoted).collect(Collectors.joining(","));
    return "{\"check\":"
        + quoted(check.label())
        + ",\"healthy\":"
        + isHealthy()
        + ",\"node\":"
        + quoted(health.nodeId().toString())
        + ",\"reasons\":["
        + against
        + "],\"groups\":["
        + groups
        + "]}\n";
  }

  private static String json(GroupFacts group) {
    String master = group.master() == null ? "null" : quoted(group.master().toString());
    return "{\"group\":"
        + quoted(group.group().toString())
        + ",\"role\":"
        + quoted(group.role().label())
        + ",\"epoch\":"
        + group.epoch()
        + ",\"master\":"
        + master
        + "}";
  }

  /** Everything outside of plain ASCII is escaped, so no reader has to guess. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
