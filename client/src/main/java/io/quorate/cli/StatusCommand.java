package io.quorate.cli;

import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.admin.ClusterAdmin;
import io.quorate.client.admin.ClusterAdmin.Answer;
import io.quorate.client.admin.GroupStatus;
import io.quorate.client.admin.GroupStatus.ReplicaStatus;
import io.quorate.client.admin.GroupStatus.Role;
import io.quorate.client.admin.NodeStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows every node's part in a group. */
@Command(
    name = "status",
    description = {
      "Shows every node's role, epoch and progress.",
      "Exit code 0: there is a master; 1: there is none; 3: no node answers."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  quorate status", "  quorate status --url broker1,broker2,broker3 -o json"})
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws AdminException {
    Main main = Main.of(spec);
    try (ClusterAdmin cluster = main.cluster()) {
      List<Answer<NodeStatus>> answers = cluster.statuses();
      if (output.isJson()) {
        spec.commandLine().getOut().println(json(answers, main.group()));
      } else {
        table(answers, main.group()).print(spec.commandLine().getOut());
      }
      return exitCode(answers, main.group());
    }
  }

  private static int exitCode(List<Answer<NodeStatus>> answers, String group)
      throws AdminException {
    if (answers.stream().allMatch(answer -> answer.answer() == null)) {
      throw new AdminException(Kind.UNREACHABLE, "no node answers");
    }
    return master(answers, group).isPresent() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static Optional<GroupStatus> group(Answer<NodeStatus> answer, String group) {
    return Optional.ofNullable(answer.answer()).flatMap(status -> status.group(group));
  }

  /** The one that may be used; another of an older epoch may not know yet that it was replaced. */
  private static Optional<GroupStatus> master(List<Answer<NodeStatus>> answers, String group) {
    return answers.stream()
        .flatMap(answer -> group(answer, group).stream())
        .filter(GroupStatus::isOpenMaster)
        .max((a, b) -> Long.compareUnsigned(a.epoch(), b.epoch()));
  }

  private static TextTable table(List<Answer<NodeStatus>> answers, String group) {
    Optional<GroupStatus> master = master(answers, group);
    TextTable table =
        new TextTable(
            "NODE",
            "ADDRESS",
            "ROLE",
            "EPOCH",
            "FIRST",
            "LAST",
            "COMMIT",
            "APPLIED",
            "LAG",
            "LAG BYTES",
            "EXPLANATION");
    for (Answer<NodeStatus> answer : answers) {
      NodeStatus node = answer.answer();
      Optional<GroupStatus> status = group(answer, group);
      if (node == null || status.isEmpty()) {
        table.row(
            node == null ? "?" : node.node(),
            answer.node().address(),
            "?",
            "-",
            "-",
            "-",
            "-",
            "-",
            "-",
            "-",
            problem(answer, group));
        continue;
      }
      GroupStatus g = status.get();
      Optional<ReplicaStatus> lag = seenByMaster(master, node.node());
      table.row(
          node.node(),
          answer.node().address(),
          roleName(g),
          g.epoch(),
          g.firstIndex(),
          g.lastIndex(),
          g.commitIndex(),
          g.appliedIndex(),
          lag.map(r -> Long.toString(r.lagEntries())).orElse("-"),
          lag.map(r -> Long.toString(r.lagBytes())).orElse("-"),
          g.explanation());
    }
    return table;
  }

  private static String problem(Answer<NodeStatus> answer, String group) {
    return answer.problem() == null
        ? "it has no group " + group
        : String.valueOf(answer.problem().getMessage());
  }

  private static Optional<ReplicaStatus> seenByMaster(Optional<GroupStatus> master, int node) {
    return master.stream()
        .flatMap(status -> status.replicas().stream())
        .filter(replica -> replica.node() == node)
        .findFirst();
  }

  private static String roleName(GroupStatus group) {
    String name = group.role().name().toLowerCase(Locale.ROOT);
    return group.role() == Role.MASTER && !group.open() ? name + " (not open)" : name;
  }

  private static String json(List<Answer<NodeStatus>> answers, String group) {
    return Json.text(answers.stream().map(answer -> json(answer, group)).toList());
  }

  private static Json json(Answer<NodeStatus> answer, String group) {
    Json json = new Json().with("address", answer.node().address().toString());
    NodeStatus node = answer.answer();
    Optional<GroupStatus> status = group(answer, group);
    if (node == null || status.isEmpty()) {
      return json.with("reachable", node != null).with("explanation", problem(answer, group));
    }
    json.with("reachable", true)
        .with("cluster", node.cluster())
        .with("node", node.node())
        .withHex("incarnation", node.incarnation());
    return describe(json, status.get());
  }

  private static Json describe(Json json, GroupStatus group) {
    return json.with("group", group.group())
        .with("role", group.role().name().toLowerCase(Locale.ROOT))
        .with("open", group.open())
        .with("epoch", group.epoch())
        .with("master", group.master())
        .with("lastEpoch", group.lastEpoch())
        .with("firstIndex", group.firstIndex())
        .with("lastIndex", group.lastIndex())
        .with("syncedIndex", group.syncedIndex())
        .with("commitIndex", group.commitIndex())
        .with("appliedIndex", group.appliedIndex())
        .with("checkpointIndex", group.checkpointIndex())
        .withHex("digest", group.digest())
        .with("corruptEntries", group.corruptEntries())
        .with("explanation", group.explanation())
        .with("config", group.config().stream().map(StatusCommand::json).toList())
        .with("replicas", group.replicas().stream().map(StatusCommand::json).toList());
  }

  private static Json json(GroupStatus.ConfiguredNode node) {
    return new Json()
        .with("node", node.node())
        .with("storage", node.storage())
        .with("voter", node.voter());
  }

  private static Json json(ReplicaStatus replica) {
    return new Json()
        .with("node", replica.node())
        .with("voter", replica.voter())
        .with("connected", replica.connected())
        .with("state", replica.state())
        .with("acceptedIndex", replica.acceptedIndex())
        .with("lagEntries", replica.lagEntries())
        .with("lagBytes", replica.lagBytes());
  }
}
