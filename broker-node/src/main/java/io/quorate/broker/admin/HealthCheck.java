package io.quorate.broker.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The questions a probe asks. The answer is the list of reasons against; none means yes. */
enum HealthCheck {
  /** No: kill the process. */
  LIVE {
    @Override
    List<String> reasonsAgainst(NodeHealth health) {
      return health.stalls();
    }
  },
  /** No: keep waiting, and ask nothing else yet. */
  STARTED {
    @Override
    List<String> reasonsAgainst(NodeHealth health) {
      return health.startWaits();
    }
  },
  /**
   * No: send no clients here. A replica in good order is ready; it tells clients where the master
   * is.
   */
  READY {
    @Override
    List<String> reasonsAgainst(NodeHealth health) {
      List<String> reasons = new ArrayList<>(health.startWaits());
      reasons.addAll(health.stalls());
      for (GroupFacts group : health.groups()) {
        if (!group.ready()) {
          reasons.add("group " + group.group() + ": " + group.explanation());
        }
      }
      return reasons;
    }
  },
  /** No: nothing can be confirmed. */
  QUORUM {
    @Override
    List<String> reasonsAgainst(NodeHealth health) {
      List<String> reasons = new ArrayList<>(health.startWaits());
      for (GroupFacts group : health.groups()) {
        if (!group.hasQuorum()) {
          reasons.add("group " + group.group() + ": " + missing(group));
        }
      }
      return reasons;
    }
  };

  abstract List<String> reasonsAgainst(NodeHealth health);

  private static String missing(GroupFacts group) {
    return group.role() == GroupRole.MASTER
        ? group.quorumAvailable() + " nodes in touch, a quorum needs " + group.quorumSize()
        : "no master; " + group.explanation();
  }

  String path() {
    return "/health/" + label();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
