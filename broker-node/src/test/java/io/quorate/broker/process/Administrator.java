package io.quorate.broker.process;

import io.quorate.broker.process.Tally.Deed;
import io.quorate.client.Destination;
import io.quorate.client.admin.AdminException;
import io.quorate.client.admin.BrokerAdmin;
import io.quorate.client.admin.DestinationSettings;
import io.quorate.client.history.History;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Does to queues what their operator does, again and again. For one thread. */
final class Administrator {
  /**
   * The queues.
   *
   * @param purged whose messages are worth nothing
   * @param paused whose consumers are held up at times
   * @param redriven whose dead letters are sent back
   */
  record Queues(String purged, String paused, String redriven) {}

  private static final Destination SCRATCH = Destination.queue("scratch");
  private static final Duration REST = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int PAGE = 20;

  private final BrokerAdmin admin;
  private final Queues queues;
  private final History history;
  private final Tally tally;
  private final Random random;

  Administrator(BrokerAdmin admin, Queues queues, History history, Tally tally, Random random) {
    this.admin = admin;
    this.queues = queues;
    this.history = history;
    this.tally = tally;
    this.random = random;
    history.moving("DLQ." + queues.redriven(), queues.redriven());
  }

  /** Nothing is paused when it returns. */
  void work(BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean()) {
      try {
        act();
      } catch (AdminException e) {
        // A cluster without a master, or a command whose outcome nobody knows: another one follows.
      }
      Patience.pause(REST);
    }
    resume();
  }

  private void act() throws AdminException {
    switch (random.nextInt(5)) {
      case 0 -> purge();
      case 1 -> pause();
      case 2 -> redrive();
      case 3 -> browse();
      default -> createAndDelete();
    }
  }

  private void purge() throws AdminException {
    try {
      if (admin.purge(queues.purged()) > 0) {
        tally.count(Deed.PURGED);
      }
    } finally {
      history.purged(queues.purged());
    }
  }

  private void pause() throws AdminException {
    try {
      admin.pause(Destination.queue(queues.paused()));
      tally.count(Deed.PAUSED);
      Patience.pause(PAUSE);
    } finally {
      resume();
    }
  }

  private void resume() {
    Patience patience = new Patience("the queue to be resumed", ProcessCluster.PATIENCE);
    while (true) {
      try {
        admin.resume(Destination.queue(queues.paused()));
        return;
      } catch (AdminException e) {
        patience.step(() -> String.valueOf(e.getMessage()));
      }
    }
  }

  private void redrive() throws AdminException {
    if (admin.move("DLQ." + queues.redriven(), "", "", 0, false) > 0) {
      tally.count(Deed.REDRIVEN);
    }
  }

  private void browse() throws AdminException {
    admin.browse(queues.paused(), "", 0, PAGE);
    tally.count(Deed.BROWSED);
  }

  private void createAndDelete() throws AdminException {
    admin.create(SCRATCH, DestinationSettings.none());
    admin.delete(SCRATCH, true);
  }
}
