package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber of topics that leaves no trace, or several that share what is published. What is
 * published while they are slow waits here, up to a bound.
 */
final class Feed implements Feeder {
  private static final int STEPS_MAX = 1_024;

  private final Dispatcher dispatcher;
  private final TopicPattern pattern;
  private final Terms terms;
  private final Backlog backlog;
  private final BodyReader reader;
  private final ItemReader items;
  private final List<Subscriber> subscribers = new ArrayList<>();
  private int turn;

  Feed(Dispatcher dispatcher, TopicPattern pattern, Terms terms) {
    this.dispatcher = dispatcher;
    this.pattern = pattern;
    this.terms = terms;
    Runnable waker = () -> dispatcher.markDirty(this);
    this.backlog = new Backlog(dispatcher.budget(), waker);
    this.reader = dispatcher.newReader(waker);
    this.items = new ItemReader(reader);
  }

  TopicPattern pattern() {
    return pattern;
  }

  Terms terms() {
    return terms;
  }

  Backlog backlog() {
    return backlog;
  }

  int subscribers() {
    return subscribers.size();
  }

  void attach(Subscriber subscriber) {
    subscriber.feedFrom(this);
    subscribers.add(subscriber);
    dispatcher.markDirty(this);
  }

  @Override
  public void detach(Subscriber subscriber) {
    subscribers.remove(subscriber);
    if (subscribers.isEmpty()) {
      backlog.clear();
      reader.close();
      dispatcher.forget(this);
    }
  }

  @Override
  public boolean run() {
    boolean moved = true;
    for (int left = STEPS_MAX; moved && left > 0; left--) {
      moved = step();
    }
    for (Subscriber subscriber : List.copyOf(subscribers)) {
      subscriber.flush();
      if (subscriber.isDraining() && (!subscriber.hasCredit() || backlog.waiting() == 0)) {
        subscriber.endDrain();
      }
    }
    return moved;
  }

  private boolean step() {
    Item item = backlog.peek();
    Subscriber to = item == null ? null : eligible();
    if (item == null || to == null) {
      return false;
    }
    switch (items.read(item)) {
      case BEING_READ -> {
        return false;
      }
      case MISSING -> backlog.pass();
      case HERE -> offer(item, to);
    }
    return true;
  }

  private void offer(Item item, Subscriber to) {
    MessageFilter filter = terms.filter();
    backlog.pass();
    if (!items.isOver(dispatcher.nowMillis())
        && (filter == null || filter.wants(items.producer(), items.properties()))) {
      items.hand(item, to, backlog);
    }
  }

  private @Nullable Subscriber eligible() {
    for (int i = 0; i < subscribers.size(); i++) {
      turn = (turn + 1) % subscribers.size();
      if (subscribers.get(turn).isEligible()) {
        return subscribers.get(turn);
      }
    }
    return null;
  }
}
