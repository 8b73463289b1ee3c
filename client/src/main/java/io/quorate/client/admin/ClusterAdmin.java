package io.quorate.client.admin;

import io.quorate.client.Tls;
import io.quorate.client.admin.AdminException.Kind;
import io.quorate.client.internal.ChannelSecurity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Speaks to the nodes of a cluster, to all of them at once where that helps. */
public final class ClusterAdmin implements AutoCloseable {
  /**
   * What one node said to a question put to all.
   *
   * @param answer null if it gave none, and then {@code problem} says why
   */
  public record Answer<T>(AdminClient node, @Nullable T answer, @Nullable AdminException problem) {}

  private interface Question<T> {
    T ask(AdminClient node) throws AdminException;
  }

  private final List<AdminClient> nodes;
  private final ExecutorService threads;

  /** Over plain connections. */
  public ClusterAdmin(List<NodeAddress> addresses, Duration timeout) {
    this(addresses, timeout, null);
  }

  /**
   * Connects at the first call.
   *
   * @param timeout for each call to a node
   * @param tls null: connections are plain
   */
  public ClusterAdmin(List<NodeAddress> addresses, Duration timeout, @Nullable Tls tls) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("expected the address of at least one node, found none");
    }
    ChannelSecurity security = ChannelSecurity.of(tls);
    nodes = addresses.stream().map(node -> new AdminClient(node, timeout, security)).toList();
    threads = Executors.newFixedThreadPool(nodes.size(), ClusterAdmin::daemon);
  }

  /** As the constructor, and with the other nodes that those at the addresses know. */
  public static ClusterAdmin discovering(
      List<NodeAddress> addresses, Duration timeout, @Nullable Tls tls) {
    Set<NodeAddress> all = new LinkedHashSet<>(addresses);
    try (ClusterAdmin given = new ClusterAdmin(addresses, timeout, tls)) {
      SortedMap<Integer, NodeAddress> others = new TreeMap<>();
      List<NodeStatus> known =
          given.statuses().stream()
              .flatMap(answer -> Optional.ofNullable(answer.answer()).stream())
              .toList();
      known.forEach(status -> others.putAll(status.nodes()));
      // By number: the same node may have been given under another name.
      known.forEach(status -> others.remove(status.node()));
      all.addAll(others.values());
    }
    return new ClusterAdmin(List.copyOf(all), timeout, tls);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "quorate-admin");
    thread.setDaemon(true);
    return thread;
  }

  public List<AdminClient> nodes() {
    return nodes;
  }

  public List<Answer<NodeStatus>> statuses() {
    return askAll(AdminClient::status);
  }

  /** The state of every node once it has applied the index; see {@link AdminClient#digest}. */
  public List<Answer<StateDigest>> digests(String group, long appliedIndex) {
    return askAll(node -> node.digest(group, appliedIndex));
  }

  /** The first node that answers, for questions that any can answer. */
  public AdminClient anyNode() throws AdminException {
    return firstOf(statuses(), status -> true, "no node answers");
  }

  /** The open master of the latest epoch. */
  public AdminClient master(String group) throws AdminException {
    List<Answer<NodeStatus>> answers = statuses();
    long epoch =
        answers.stream()
            .flatMap(
                answer -> answer.answer() == null ? null : answer.answer().group(group).stream())
            .filter(GroupStatus::isOpenMaster)
            .mapToLong(GroupStatus::epoch)
            .max()
            .orElse(0);
    return firstOf(
        answers,
        status ->
            status.group(group).filter(g -> g.isOpenMaster() && g.epoch() == epoch).isPresent(),
        "no node says that it is master of group " + group);
  }

  private static AdminClient firstOf(
      List<Answer<NodeStatus>> answers, Function<NodeStatus, Boolean> condition, String otherwise)
      throws AdminException {
    for (Answer<NodeStatus> answer : answers) {
      if (answer.answer() != null && condition.apply(answer.answer())) {
        return answer.node();
      }
    }
    boolean isAnybodyThere = answers.stream().anyMatch(answer -> answer.answer() != null);
    throw new AdminException(
        isAnybodyThere ? Kind.REFUSED : Kind.UNREACHABLE,
        otherwise + "; asked: " + addresses(answers));
  }

  private static String addresses(List<Answer<NodeStatus>> answers) {
    return answers.stream()
        .map(answer -> answer.node().address().toString())
        .collect(Collectors.joining(", "));
  }

  private <T> List<Answer<T>> askAll(Question<T> question) {
    List<CompletableFuture<Answer<T>>> asked =
        nodes.stream()
            .map(node -> CompletableFuture.supplyAsync(() -> ask(node, question), threads))
            .toList();
    List<Answer<T>> answers = new ArrayList<>();
    asked.forEach(answer -> answers.add(answer.join()));
    return answers;
  }

  private static <T> Answer<T> ask(AdminClient node, Question<T> question) {
    try {
      return new Answer<>(node, question.ask(node), null);
    } catch (AdminException e) {
      return new Answer<>(node, null, e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    nodes.forEach(AdminClient::close);
  }
}
