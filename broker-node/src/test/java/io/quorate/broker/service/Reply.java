package io.quorate.broker.service;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.StreamObserver;
import io.quorate.broker.session.BrokerException;
import io.quorate.proto.client.v1.Failed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to one call, or the refusal beside its status. */
final class Reply<T> implements StreamObserver<T> {
  private static final Metadata.Key<Failed> FAILED =
      Metadata.Key.of(
          "quorate.client.v1.Failed-bin",
          ProtoUtils.metadataMarshaller(Failed.getDefaultInstance()));

  private final CompletableFuture<T> answer = new CompletableFuture<>();

  static <T> CompletionStage<T> to(Consumer<StreamObserver<T>> call) {
    Reply<T> reply = new Reply<>();
    call.accept(reply);
    return reply.answer;
  }

  static BrokerException refusal(Failed failed) {
    return new BrokerException(
        BrokerException.Code.valueOf(failed.getCode().name()),
        failed.getDetail(),
        failed.getMasterAddress(),
        failed.getLimit(),
        failed.getUsage());
  }

  @Override
  public void onNext(T value) {
    answer.complete(value);
  }

  @Override
  public void onError(Throwable thrown) {
    Metadata trailers = Status.trailersFromThrowable(thrown);
    @Nullable Failed failed = trailers == null ? null : trailers.get(FAILED);
    answer.completeExceptionally(failed == null ? thrown : refusal(failed));
  }

  @Override
  public void onCompleted() {
    answer.completeExceptionally(new AssertionError("a call that ended without an answer"));
  }
}
