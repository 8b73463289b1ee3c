package io.quorate.broker.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.proto.client.v1.ServerFrame;
import java.util.concurrent.locks.ReentrantLock;

/** The way back to one client. Any thread may write; the stream takes one frame at a time. */
final class ServerFrames {
  private final ServerCallStreamObserver<ServerFrame> stream;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ended = false;

  ServerFrames(ServerCallStreamObserver<ServerFrame> stream) {
    this.stream = stream;
  }

  /** Nothing once the stream has ended: nobody is there to be told. */
  void write(ServerFrame.Builder frame) {
    lock.lock();
    try {
      if (!ended) {
        stream.onNext(frame.build());
      }
    } finally {
      lock.unlock();
    }
  }

  /** The last word. Repeatable. */
  void end(ServerFrame.Builder farewell) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        stream.onNext(farewell.build());
        stream.onCompleted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The client has said its last word, or is gone: there is nobody to say anything to. */
  void abandon(boolean complete) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        if (complete) {
          stream.onCompleted();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isReady() {
    return stream.isReady();
  }
}
