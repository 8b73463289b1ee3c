package io.quorate.replication.loop;

import io.quorate.replication.GroupCore;
import io.quorate.replication.GroupSettings;
import io.quorate.replication.GroupStatus;
import io.quorate.replication.Ports;
import io.quorate.replication.message.Envelope;
import io.quorate.replication.message.Message;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.GroupId;
import io.quorate.replication.model.Member;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.model.Row;
import io.quorate.replication.port.Clock;
import io.quorate.replication.port.DiskSpace;
import io.quorate.replication.port.ElectionEvents;
import io.quorate.replication.port.ElectionView;
import io.quorate.replication.port.FaultHandler;
import io.quorate.replication.port.LogStoreEvents;
import io.quorate.replication.port.PeerListener;
import io.quorate.replication.port.Proposal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where all threads of a node leave what they have for a group's core, and the turns on one thread
 * that hand it over. Made before the core, since the core's world reports to it; events wait until
 * {@link #start}. No method waits.
 */
public final class NodeLoop implements PeerListener, LogStoreEvents, ElectionEvents, AutoCloseable {
  /** More than all status pages and commands of a node ask at once. */
  private static final int QUESTIONS_MAX = 256;

  /** What a message without entries weighs in the inbox; an estimate. */
  private static final long SMALL_BYTES = 256;

  private final GroupId group;
  private final Clock clock;
  private final FaultHandler faultHandler;
  private final LoopSettings settings;
  private final ScheduledExecutorService thread;
  private final Inbox inbox;
  private final AtomicInteger questions = new AtomicInteger();
  private @Nullable EventLoop loop;

  /** Of the loop's thread alone. */
  private @Nullable GroupCore core;

  /**
   * A loop without a core.
   *
   * @param thread on which the core lives; it runs one task at a time, and outlives the loop
   */
  public NodeLoop(
      GroupId group,
      Clock clock,
      FaultHandler faultHandler,
      LoopSettings settings,
      ScheduledExecutorService thread) {
    this.group = group;
    this.clock = clock;
    this.faultHandler = faultHandler;
    this.settings = settings;
    this.thread = thread;
    this.inbox = new Inbox(settings);
  }

  /** Makes the core, which reads the disk, and begins its turns. Once. */
  public synchronized void start(GroupSettings groupSettings, Ports ports) {
    if (loop != null) {
      throw new IllegalStateException("the loop of group " + group + " was started before");
    }
    String name = "quorate-group-" + group;
    Turns turns = new Turns(groupSettings, ports);
    loop = new EventLoop(name, turns, inbox, clock, faultHandler, settings, thread);
    loop.start();
  }

  private final class Turns implements LoopTarget {
    private final GroupSettings groupSettings;
    private final Ports ports;

    Turns(GroupSettings groupSettings, Ports ports) {
      this.groupSettings = groupSettings;
      this.ports = ports;
    }

    @Override
    public void start(long nanos, long wallMillis) {
      core = new GroupCore(groupSettings, ports, nanos, wallMillis);
    }

    @Override
    public void at(long nanos, long wallMillis) {
      core().at(nanos, wallMillis);
    }

    @Override
    public void onTick() {
      core().onTick();
    }

    @Override
    public boolean endTurn() {
      return core().endTurn();
    }

    @Override
    public void stop() {
      core().stop();
    }
  }

  /** Ends after the turn that is running. What was not handed over is refused, never forgotten. */
  @Override
  public void close() {
    EventLoop running;
    synchronized (this) {
      running = loop;
    }
    if (running == null) {
      inbox.close().forEach(event -> event.abandoned().run());
    } else {
      running.close();
    }
  }

  /**
   * Hands the proposal over. False: the queue is full, or the loop has ended; then the entry is
   * surely not stored, and the proposal is not answered.
   */
  public boolean propose(Proposal proposal) {
    return inbox.offerProposal(
        new Event(
            () -> core().onProposed(proposal),
            () ->
                proposal.answer().refused(Proposal.Refusal.NOT_READY, null, "the node is stopping"),
            proposal.payload().remaining()));
  }

  /**
   * Runs the action on the loop, with its core. False: too many wait, or the loop has ended; then
   * neither runs.
   *
   * @param abandoned runs instead, on some thread, if the loop ends first
   */
  public boolean execute(Consumer<GroupCore> action, Runnable abandoned) {
    return inbox.offerCall(new Event(() -> action.accept(core()), abandoned, 0));
  }

  /**
   * Asks the core something on its own thread. Dependents of the answer run there too: they must
   * not block, or be asynchronous ones.
   */
  public <T> CompletableFuture<T> ask(Function<GroupCore, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (questions.incrementAndGet() > QUESTIONS_MAX) {
      questions.decrementAndGet();
      answer.completeExceptionally(
          new RejectedExecutionException(
              "more than " + QUESTIONS_MAX + " questions wait for group " + group));
      return answer;
    }
    Event event =
        new Event(
            () -> {
              questions.decrementAndGet();
              answer.complete(question.apply(core()));
            },
            () -> answer.completeExceptionally(ended()),
            0);
    if (!inbox.offerReserved(event)) {
      answer.completeExceptionally(ended());
    }
    return answer;
  }

  public CompletableFuture<GroupStatus> status() {
    return ask(GroupCore::status);
  }

  private RejectedExecutionException ended() {
    return new RejectedExecutionException("the loop of group " + group + " has ended");
  }

  /** Asks the master to let another node be master. */
  public void handOver() {
    reserve(GroupCore::onHandOverWanted);
  }

  public void readmit(NodeId node, Proposal.Answer answer) {
    Event event =
        new Event(
            () -> core().onReadmit(node, answer),
            () -> answer.refused(Proposal.Refusal.NOT_READY, null, "the node is stopping"),
            0);
    if (!inbox.offerReserved(event)) {
      event.abandoned().run();
    }
  }

  public void identityRenewed(UUID storageUuid) {
    reserve(core -> core.onIdentityRenewed(storageUuid));
  }

  @Override
  public boolean onMessage(Envelope envelope) {
    return inbox.offerMessage(
        new Event(() -> core().onMessage(envelope), () -> {}, bytesOf(envelope.message())));
  }

  private static long bytesOf(Message message) {
    if (message instanceof Message.Ship ship) {
      return SMALL_BYTES + bytesOf(ship.entries());
    }
    if (message instanceof Message.Fetched fetched) {
      return SMALL_BYTES + bytesOf(fetched.entries());
    }
    if (message instanceof Message.SnapshotChunk chunk) {
      return SMALL_BYTES + bytesOf(chunk.kept()) + rowBytesOf(chunk.rows());
    }
    return SMALL_BYTES;
  }

  private static long bytesOf(List<Entry> entries) {
    long bytes = 0;
    for (Entry entry : entries) {
      bytes += entry.size();
    }
    return bytes;
  }

  private static long rowBytesOf(List<Row> rows) {
    long bytes = 0;
    for (Row row : rows) {
      byte[] value = row.value();
      bytes += row.key().length + (value == null ? 0 : value.length);
    }
    return bytes;
  }

  @Override
  public void onPeerConnected(Member peer) {
    reserve(core -> core.onPeerConnected(peer));
  }

  @Override
  public void onPeerLost(Member peer) {
    reserve(core -> core.onPeerLost(peer));
  }

  @Override
  public void onSynced(long token) {
    reserve(core -> core.onSynced(token));
  }

  @Override
  public void onRead(long token, List<Entry> entries) {
    reserve(core -> core.onRead(token, entries));
  }

  @Override
  public void onSnapshotChunk(long token, List<Row> rows, List<Entry> kept, boolean last) {
    reserve(core -> core.onSnapshotChunk(token, rows, kept, last));
  }

  @Override
  public void onDiskSpace(DiskSpace space) {
    reserve(core -> core.onDiskSpace(space));
  }

  @Override
  public void onElectionView(ElectionView view) {
    reserve(core -> core.onElectionView(view));
  }

  @Override
  public void onEpochClaimed(long token, long epoch) {
    reserve(core -> core.onEpochClaimed(token, epoch));
  }

  @Override
  public void onEpochRefused(long token, String reason) {
    reserve(core -> core.onEpochRefused(token, reason));
  }

  @Override
  public void onBootConfirmed() {
    reserve(GroupCore::onBootConfirmed);
  }

  private void reserve(Consumer<GroupCore> action) {
    boolean taken = inbox.offerReserved(Event.of(() -> action.accept(core())));
    if (!taken && !inbox.isClosed()) {
      // Without this event nothing that the core does can be trusted.
      inbox.close().forEach(event -> event.abandoned().run());
      faultHandler.halt(
          "group "
              + group
              + ": more than "
              + settings.reservedMax()
              + " events that must not be lost wait for the loop");
    }
  }

  private GroupCore core() {
    GroupCore current = core;
    if (current == null) {
      throw new IllegalStateException("an event of group " + group + " before its core");
    }
    return current;
  }
}
