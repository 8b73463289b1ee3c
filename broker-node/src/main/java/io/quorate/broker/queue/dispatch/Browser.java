package io.quorate.broker.queue.dispatch;

import io.quorate.broker.queue.SourceView;

/** Shows what waits in a source, in hand, backing off or not, and changes nothing. */
final class Browser implements Feeder {
  private static final int STEPS_MAX = 1_024;

  private final Dispatcher dispatcher;
  private final SourceView source;
  private final Subscriber subscriber;
  private final BodyReader reader;
  private final Scan scan;
  private boolean isOver;

  /**
   * A look at the source from behind a position.
   *
   * @param afterPosition 0: from the head
   */
  Browser(Dispatcher dispatcher, SourceView source, Subscriber subscriber, long afterPosition) {
    this.dispatcher = dispatcher;
    this.source = source;
    this.subscriber = subscriber;
    this.reader = dispatcher.newReader(() -> dispatcher.markDirty(this));
    this.scan =
        new Scan(source, source::nextWaiting, subscriber.terms(), reader, position -> false);
    scan.startAfter(afterPosition);
  }

  @Override
  public boolean run() {
    scan.begin();
    boolean moved = true;
    for (int left = STEPS_MAX; moved && left > 0; left--) {
      moved = step();
    }
    subscriber.flush();
    if (isOver || (subscriber.isDraining() && !subscriber.hasCredit())) {
      isOver = false;
      subscriber.endDrain();
    }
    return moved;
  }

  private boolean step() {
    if (!subscriber.isEligible()) {
      return false;
    }
    if (!scan.peek()) {
      isOver = true;
      return false;
    }
    if (scan.expiresMillis() != 0 && scan.expiresMillis() <= dispatcher.nowMillis()) {
      scan.pass();
      return true;
    }
    BodyReader.Found found = reader.find(scan.ref());
    if (found == BodyReader.Found.HERE) {
      show();
    }
    if (found != BodyReader.Found.BEING_READ) {
      scan.pass();
    }
    return found != BodyReader.Found.BEING_READ;
  }

  private void show() {
    MessageFilter filter = subscriber.terms().filter();
    if (filter != null && !filter.wants(reader.producer(), reader.properties())) {
      return;
    }
    long position = scan.position();
    subscriber.show(
        new Dispatched(
            subscriber.nextTag(),
            position,
            scan.ref(),
            reader.message(),
            source.isRedelivered(position),
            source.attempts(position),
            reader.storedMillis(),
            scan.expiresMillis(),
            source.deadLetter(position)));
  }

  @Override
  public void detach(Subscriber subscriber) {
    reader.close();
  }
}
