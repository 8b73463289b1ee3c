package io.quorate.broker.session;

import io.quorate.broker.queue.MessageProperties;
import io.quorate.broker.queue.Settlement;
import io.quorate.broker.queue.SourceView;
import io.quorate.broker.queue.dispatch.Dispatched;
import io.quorate.broker.queue.dispatch.Receiver;
import io.quorate.broker.queue.dispatch.Subscriber;
import io.quorate.broker.queue.dispatch.Terms;
import io.quorate.broker.queue.selector.Selector;
import io.quorate.broker.session.BrokerException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Looks at what waits in a queue, page by page, for an operator. On the loop. */
final class Looking {
  /** Of a page, however few of them match: the next page goes on from there. */
  private static final int LOOKED_AT_MAX = 10_000;

  private static final long PAGE_BYTES_MAX = 4L << 20;

  private final Reign reign;
  private final long sourceId;
  private final @Nullable Selector selector;

  Looking(Reign reign, long sourceId, @Nullable Selector selector) {
    this.reign = reign;
    this.sourceId = sourceId;
    this.selector = selector;
  }

  long sourceId() {
    return sourceId;
  }

  CompletableFuture<Administration.BrowsePage> page(long afterPosition, int limit) {
    Page page = new Page(limit);
    Terms terms = new Terms("", null, true, 0, 1);
    Subscriber subscriber = reign.dispatcher().browse(sourceId, afterPosition, terms, page);
    if (subscriber == null) {
      page.answer.completeExceptionally(
          new BrokerException(Code.NOT_FOUND, "the queue was deleted just now"));
    } else {
      page.begin(subscriber);
    }
    return page.answer;
  }

  private boolean matches(Dispatched message) {
    Selector condition = selector;
    return condition == null || condition.matches(MessageProperties.of(message.message()));
  }

  private final class Page implements Receiver {
    private final CompletableFuture<Administration.BrowsePage> answer = new CompletableFuture<>();
    private final List<Administration.Browsed> found = new ArrayList<>();
    private final int limit;
    private @Nullable Subscriber subscriber;
    private long last;
    private long bytes;
    private int lookedAt;

    Page(int limit) {
      this.limit = limit;
    }

    void begin(Subscriber attached) {
      subscriber = attached;
      attached.addCredit(LOOKED_AT_MAX, Long.MAX_VALUE);
    }

    @Override
    public void deliver(List<Dispatched> messages) {
      for (Dispatched message : messages) {
        if (answer.isDone()) {
          return;
        }
        last = message.position();
        lookedAt++;
        if (matches(message)) {
          add(message);
        }
        // Where to go on from position 0 cannot be said: it means that this was all.
        boolean isFull =
            found.size() >= limit || bytes >= PAGE_BYTES_MAX || lookedAt >= LOOKED_AT_MAX;
        if (isFull && last != 0) {
          end(last);
        }
      }
    }

    private void add(Dispatched message) {
      bytes += message.message().remaining();
      found.add(
          new Administration.Browsed(
              message.position(),
              LiveConsumer.delivery(message),
              reign.dispatcher().isInFlight(sourceId, message.position()),
              dueMillis(message.position())));
    }

    private long dueMillis(long position) {
      SourceView source = reign.view().source(sourceId);
      return source == null ? 0 : source.notBeforeMillis(position);
    }

    private void end(long next) {
      if (answer.complete(new Administration.BrowsePage(List.copyOf(found), next))
          && subscriber != null) {
        subscriber.close(Settlement.Outcome.RELEASED, "");
      }
    }

    @Override
    public boolean isWritable() {
      return !answer.isDone();
    }

    @Override
    public void drained() {
      end(0);
    }

    @Override
    public void closed(String reason) {
      answer.completeExceptionally(new BrokerException(Code.NOT_FOUND, reason));
    }
  }
}
