package io.quorate.broker.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.admin.v1.AppendReply;
import io.quorate.proto.admin.v1.AppendRequest;
import io.quorate.replication.model.Entry;
import io.quorate.replication.model.EntryType;
import io.quorate.replication.model.LogPosition;
import io.quorate.replication.model.NodeId;
import io.quorate.replication.port.Clock;
import io.quorate.replication.port.Proposal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One caller's stream of appends. Takes a bounded number of requests and a new one for each answer,
 * so a caller that does not read its answers stops its own stream and nobody else's.
 */
final class AppendCall implements StreamObserver<AppendRequest> {
  private static final int UNDER_WAY_MAX = 4_096;
  private static final int DEADLINE_MILLIS = 5_000;
  private static final int DEADLINE_MILLIS_MAX = 60_000;

  private final ServerCallStreamObserver<AppendReply> caller;
  private final Function<String, @Nullable GroupAccess> groups;
  private final Replies replies;
  private final Clock clock;

  /** Answers come from loops and from the call's own thread; a stream takes one at a time. */
  private final ReentrantLock lock = new ReentrantLock();

  private int underWay = 0;
  private int owed = 0;
  private boolean callerIsDone = false;
  private boolean ended = false;

  AppendCall(
      StreamObserver<AppendReply> caller,
      Function<String, @Nullable GroupAccess> groups,
      Replies replies,
      Clock clock) {
    this.caller = (ServerCallStreamObserver<AppendReply>) caller;
    this.groups = groups;
    this.replies = replies;
    this.clock = clock;
    this.caller.disableAutoRequest();
    this.caller.setOnCancelHandler(this::end);
    this.caller.setOnReadyHandler(this::onReady);
    this.caller.request(UNDER_WAY_MAX);
  }

  @Override
  public void onNext(AppendRequest request) {
    began();
    GroupAccess group = groups.apply(request.getGroup());
    if (group == null) {
      refuse(
          request, Proposal.Refusal.INVALID, "there is no group '" + request.getGroup() + "' here");
    } else if (Integer.compareUnsigned(request.getDeadlineMillis(), DEADLINE_MILLIS_MAX) > 0) {
      refuse(
          request,
          Proposal.Refusal.INVALID,
          "a deadline of at most "
              + DEADLINE_MILLIS_MAX
              + " ms was expected, found "
              + Integer.toUnsignedString(request.getDeadlineMillis()));
    } else if (!group.loop().propose(proposal(request))) {
      refuse(request, Proposal.Refusal.OVERLOADED, "the node's queue of proposals is full");
    }
  }

  private Proposal proposal(AppendRequest request) {
    int millis = request.getDeadlineMillis() == 0 ? DEADLINE_MILLIS : request.getDeadlineMillis();
    return new Proposal(
        request.getDrain() ? EntryType.DRAIN : EntryType.MESSAGE,
        Entry.VERSION,
        request.getPayload().asReadOnlyByteBuffer(),
        clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis),
        new Answer(request));
  }

  private final class Answer implements Proposal.Answer {
    private final long request;

    Answer(AppendRequest request) {
      this.request = request.getRequest();
    }

    @Override
    public void committed(LogPosition position, int syncedNodes, Object result) {
      answer(reply().setCommitted(Replies.committed(position, syncedNodes)));
    }

    @Override
    public void refused(Proposal.Refusal reason, @Nullable NodeId master, String detail) {
      answer(reply().setRefused(replies.refused(reason, master, detail)));
    }

    @Override
    public void unknown(String detail) {
      answer(reply().setUnknown(Replies.unknown(detail)));
    }

    private AppendReply.Builder reply() {
      return AppendReply.newBuilder().setRequest(request);
    }
  }

  private void refuse(AppendRequest request, Proposal.Refusal reason, String detail) {
    new Answer(request).refused(reason, null, detail);
  }

  private void began() {
    lock.lock();
    try {
      underWay++;
    } finally {
      lock.unlock();
    }
  }

  private void answer(AppendReply.Builder reply) {
    lock.lock();
    try {
      underWay--;
      if (!ended) {
        caller.onNext(reply.build());
        if (callerIsDone && underWay == 0) {
          complete();
        } else {
          owed++;
          ask();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void onReady() {
    lock.lock();
    try {
      ask();
    } finally {
      lock.unlock();
    }
  }

  /** As many new requests as there were answers, once the caller takes what it was sent. */
  private void ask() {
    if (owed > 0 && caller.isReady()) {
      caller.request(owed);
      owed = 0;
    }
  }

  @Override
  public void onCompleted() {
    lock.lock();
    try {
      callerIsDone = true;
      if (underWay == 0 && !ended) {
        complete();
      }
    } finally {
      lock.unlock();
    }
  }

  private void complete() {
    ended = true;
    caller.onCompleted();
  }

  @Override
  public void onError(Throwable cause) {
    end();
  }

  /** The caller is gone; what it proposed goes on, and nobody is told. */
  private void end() {
    lock.lock();
    try {
      ended = true;
    } finally {
      lock.unlock();
    }
  }
}
