package io.quorate.client.admin;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.quorate.client.Tls;
import io.quorate.client.admin.AppendOutcome.Refusal;
import io.quorate.client.admin.AppendQueue.Append;
import io.quorate.client.admin.AppendQueue.Ended;
import io.quorate.client.internal.ChannelSecurity;
import io.quorate.proto.admin.v1.AppendReply;
import io.quorate.proto.admin.v1.AppendRequest;
import io.quorate.proto.admin.v1.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the bare log of a group, whoever is its master: a diagnostic client. It finds the
 * master, follows it, and ends every append once: confirmed, surely not stored, or unknown. What a
 * node refused for the moment is tried again until the deadline; what may be stored never is. The
 * log keeps the order in which one client appended. Safe for many threads.
 */
public final class LogClient implements AutoCloseable {
  /**
   * How a client behaves.
   *
   * @param window how many appends may be unfinished at a time
   * @param deadline within which every append ends, at most a minute
   */
  public record Settings(String group, int window, Duration deadline) {
    public Settings {
      if (window < 1 || window > WINDOW_MAX) {
        throw new IllegalArgumentException(
            "expected a window from 1 to %d, found %d".formatted(WINDOW_MAX, window));
      }
      if (deadline.compareTo(DEADLINE_MIN) < 0 || deadline.compareTo(DEADLINE_MAX) > 0) {
        throw new IllegalArgumentException(
            "expected a deadline from %d to %d ms, found %d"
                .formatted(DEADLINE_MIN.toMillis(), DEADLINE_MAX.toMillis(), deadline.toMillis()));
      }
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(LogClient.class);
  private static final int WINDOW_MAX = 100_000;
  private static final Duration DEADLINE_MIN = Duration.ofMillis(10);
  private static final Duration DEADLINE_MAX = Duration.ofMinutes(1);

  private static final long TICK_MILLIS = 20;
  private static final long RESEND_NANOS = Duration.ofMillis(TICK_MILLIS).toNanos();

  /** A master that is silent for this long with appends under way may not be master any more. */
  private static final long DOUBT_NANOS = Duration.ofMillis(300).toNanos();

  private final Settings settings;
  private final Semaphore window;
  private final ScheduledThreadPoolExecutor timer;
  private final MasterFinder finder;

  // Guarded by this.
  private final AppendQueue queue = new AppendQueue();
  private @Nullable AppendCall call;
  private long epoch;
  private long lastNumber;
  private long resendNanos;
  private boolean closed;

  /** Over plain connections. */
  public LogClient(List<NodeAddress> nodes, Settings settings) {
    this(nodes, settings, null);
  }

  /**
   * Looks for the master from now on.
   *
   * @param tls null: connections are plain
   */
  public LogClient(List<NodeAddress> nodes, Settings settings, @Nullable Tls tls) {
    this.settings = settings;
    this.window = new Semaphore(settings.window());
    // Errors of calls that end while the client closes are of no interest any more.
    this.timer = new ScheduledThreadPoolExecutor(1, LogClient::timerThread, new DiscardPolicy());
    this.finder =
        new MasterFinder(nodes, settings.group(), ChannelSecurity.of(tls), this::masterFound);
    Future<?> unused =
        timer.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Thread timerThread(Runnable work) {
    Thread thread = new Thread(work, "quorate-log-client");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Appends an entry. Waits while the window is full.
   *
   * @param listener told once how it ended, on a thread that must not be blocked, and so must not
   *     append
   */
  public void append(byte[] payload, Consumer<AppendOutcome> listener) throws InterruptedException {
    window.acquire();
    long deadlineNanos = System.nanoTime() + settings.deadline().toNanos();
    change(() -> queue.add(new Append(++lastNumber, payload, deadlineNanos, listener)));
  }

  /** Waits until all appends have ended. False: one has not, against the promise of this class. */
  public boolean awaitEnds() throws InterruptedException {
    long patienceMillis = settings.deadline().toMillis() + 5_000;
    boolean ended = window.tryAcquire(settings.window(), patienceMillis, TimeUnit.MILLISECONDS);
    if (ended) {
      window.release(settings.window());
    }
    return ended;
  }

  /** What is not confirmed by now ends as unknown, or as refused if it is not under way. */
  @Override
  public void close() {
    change(() -> closed = true);
    timer.shutdownNow();
    finder.close();
  }

  /** Changes what this client knows, does what follows from it, and tells whom it concerns. */
  private void change(Runnable change) {
    List<Ended> ended;
    synchronized (this) {
      change.run();
      if (closed) {
        leaveMaster("the client was closed");
        queue.endAll("the client was closed");
      } else {
        sendWaiting();
      }
      ended = queue.takeEnded();
    }
    // Outside of the lock: the listeners are the caller's code.
    ended.forEach(this::tell);
  }

  private void tell(Ended ended) {
    try {
      ended.append().listener().accept(ended.outcome());
    } catch (RuntimeException e) {
      LOG.error("the listener of an append failed when told {}", ended.outcome(), e);
    } finally {
      // Only now: who waits for all appends to have ended expects all listeners to have been told.
      window.release();
    }
  }

  private void sendWaiting() {
    if (queue.isHeld() && !queue.hasUnderWay() && System.nanoTime() - resendNanos >= 0) {
      queue.takeBack();
    }
    while (call != null && call.isReady()) {
      Append next = queue.send();
      if (next == null) {
        return;
      }
      call.send(next);
    }
  }

  private void tick() {
    change(
        () -> {
          long now = System.nanoTime();
          queue.expire(now, finder.whyNoMaster());
          if (isMasterInDoubt(now)) {
            finder.search(now);
          }
        });
  }

  private boolean isMasterInDoubt(long now) {
    if (call == null || queue.isHeld()) {
      return !queue.isEmpty();
    }
    Append oldest = queue.oldestUnderWay();
    return oldest != null
        && now - (oldest.deadlineNanos() - settings.deadline().toNanos()) > DOUBT_NANOS
        && now - call.heardNanos > DOUBT_NANOS;
  }

  private void masterFound(AdminClient node, long masterEpoch) {
    change(
        () -> {
          // An older epoch is a master that does not know yet that it was replaced.
          if (!closed && (masterEpoch > epoch || (masterEpoch == epoch && call == null))) {
            leaveMaster("another node became master");
            epoch = masterEpoch;
            call = new AppendCall(node);
          }
        });
  }

  private void leaveMaster(String why) {
    if (call != null) {
      call.cancel();
      call = null;
      queue.abandonUnderWay(why);
      finder.searchSoon();
    }
  }

  private void answered(AppendCall from, AppendReply reply) {
    change(
        () -> {
          if (from == call) {
            from.heardNanos = System.nanoTime();
            take(from, reply);
          }
        });
  }

  private void take(AppendCall from, AppendReply reply) {
    long number = reply.getRequest();
    switch (reply.getOutcomeCase()) {
      case COMMITTED -> queue.answered(number, AdminMapping.confirmed(reply.getCommitted()));
      case UNKNOWN -> queue.answered(number, AdminMapping.unknown(reply.getUnknown()));
      case REFUSED -> refused(from, number, reply.getRefused());
      case OUTCOME_NOT_SET ->
          queue.answered(number, new AppendOutcome.Unknown("the answer is of a newer version"));
    }
    // The others under way on this call will be answered, too: they are waited for.
    if (from.isRefusing && !queue.hasUnderWay()) {
      leaveMaster("not master");
    }
  }

  private void refused(AppendCall from, long number, Refused refused) {
    AppendOutcome.Refused outcome = AdminMapping.refused(refused);
    if (!outcome.reason().passes()) {
      queue.answered(number, outcome);
      return;
    }
    queue.refusedForNow(number);
    resendNanos = System.nanoTime() + RESEND_NANOS;
    if (outcome.reason() == Refusal.NOT_MASTER) {
      from.isRefusing = true;
      finder.hint(refused.getMasterAddress());
    }
  }

  private void lost(AppendCall from, Throwable error) {
    change(
        () -> {
          if (from == call) {
            leaveMaster(
                "the connection to %s broke: %s".formatted(from.address, error.getMessage()));
          }
        });
  }

  private void ready() {
    change(() -> {});
  }

  /** A stream of appends to the node that was master when it began. */
  private final class AppendCall implements ClientResponseObserver<AppendRequest, AppendReply> {
    private final NodeAddress address;
    private @Nullable ClientCallStreamObserver<AppendRequest> requests;
    private long heardNanos = System.nanoTime();
    private boolean isRefusing;

    AppendCall(AdminClient node) {
      address = node.address();
      node.append(this);
    }

    boolean isReady() {
      return requests != null && requests.isReady() && !isRefusing;
    }

    void send(Append append) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(append.deadlineNanos() - System.nanoTime());
      AppendRequest request =
          AppendRequest.newBuilder()
              .setGroup(settings.group())
              .setRequest(append.number())
              .setPayload(UnsafeByteOperations.unsafeWrap(append.payload()))
              // A little less than we have ourselves, so that the node's own answer comes in time.
              .setDeadlineMillis((int) Math.max(1, leftMillis * 9 / 10))
              .build();
      if (requests != null) {
        requests.onNext(request);
      }
    }

    void cancel() {
      if (requests != null) {
        requests.cancel("no longer of interest", null);
      }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AppendRequest> stream) {
      requests = stream;
      stream.setOnReadyHandler(LogClient.this::ready);
    }

    @Override
    public void onNext(AppendReply reply) {
      answered(this, reply);
    }

    @Override
    public void onError(Throwable error) {
      // On another thread: gRPC may report it from inside of our own call.
      timer.execute(() -> lost(this, error));
    }

    @Override
    public void onCompleted() {
      onError(new IllegalStateException("the node ended the call"));
    }
  }
}
