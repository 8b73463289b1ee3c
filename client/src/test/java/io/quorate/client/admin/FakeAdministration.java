package io.quorate.client.admin;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.client.v1.BrokerGrpc;
import io.quorate.proto.client.v1.BrowseReply;
import io.quorate.proto.client.v1.BrowseRequest;
import io.quorate.proto.client.v1.Browsed;
import io.quorate.proto.client.v1.CommandReply;
import io.quorate.proto.client.v1.CountReply;
import io.quorate.proto.client.v1.CreateDestinationRequest;
import io.quorate.proto.client.v1.DeadLetter;
import io.quorate.proto.client.v1.DeleteDestinationRequest;
import io.quorate.proto.client.v1.DeleteSubscriptionRequest;
import io.quorate.proto.client.v1.Delivery;
import io.quorate.proto.client.v1.DestinationView;
import io.quorate.proto.client.v1.DiskWhyReply;
import io.quorate.proto.client.v1.DiskWhyRequest;
import io.quorate.proto.client.v1.Failed;
import io.quorate.proto.client.v1.ListDestinationsReply;
import io.quorate.proto.client.v1.ListDestinationsRequest;
import io.quorate.proto.client.v1.ListSubscriptionsReply;
import io.quorate.proto.client.v1.ListSubscriptionsRequest;
import io.quorate.proto.client.v1.MoveMessagesRequest;
import io.quorate.proto.client.v1.PauseDestinationRequest;
import io.quorate.proto.client.v1.PurgeQueueRequest;
import io.quorate.proto.client.v1.SafeToStopReply;
import io.quorate.proto.client.v1.SafeToStopRequest;
import io.quorate.proto.client.v1.SubscriptionView;
import io.quorate.proto.client.v1.TopologyReply;
import io.quorate.proto.client.v1.TopologyRequest;
import io.quorate.proto.client.v1.UpdateDestinationRequest;
import io.quorate.proto.message.v1.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Nodes that administer queues and topics kept in memory. Everything is guarded by the cluster. */
public final class FakeAdministration {
  private final List<Node> nodes = new ArrayList<>();
  private final TreeMap<String, DestinationView> destinations = new TreeMap<>();
  private final List<String> commands = new ArrayList<>();
  private final Deque<Failed> refusals = new ArrayDeque<>();
  private int masterNode;
  private boolean isBreaking;

  public synchronized Node start() throws IOException {
    Node node = new Node(nodes.size() + 1);
    nodes.add(node);
    return node;
  }

  /** Which node says that it is master, 0: none. */
  public synchronized void elect(int node) {
    masterNode = node;
  }

  /** For the next calls but those for the topology, one each. */
  public synchronized void refuse(Failed.Code code, String detail) {
    refusals.add(Failed.newBuilder().setCode(code).setDetail(detail).build());
  }

  /** The next commands are done and their answers lost. */
  public synchronized void breakAnswers() {
    isBreaking = true;
  }

  public synchronized void put(DestinationView view) {
    destinations.put(view.getKind() + view.getName(), view);
  }

  /** What was done, in order. */
  public synchronized List<String> commands() {
    return List.copyOf(commands);
  }

  public void kill() throws InterruptedException {
    for (Node node : List.copyOf(nodes)) {
      node.kill();
    }
  }

  /** One of them. */
  public final class Node extends BrokerGrpc.BrokerImplBase {
    private final int id;
    private final Server server;
    private final NodeAddress address;

    private Node(int id) throws IOException {
      this.id = id;
      this.server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(this)
              .build()
              .start();
      this.address = new NodeAddress("127.0.0.1", server.getPort());
    }

    public NodeAddress address() {
      return address;
    }

    public void kill() throws InterruptedException {
      server.shutdownNow();
      server.awaitTermination(5, TimeUnit.SECONDS);
    }

    @Override
    public void topology(TopologyRequest request, StreamObserver<TopologyReply> caller) {
      synchronized (FakeAdministration.this) {
        TopologyReply.Builder reply =
            TopologyReply.newBuilder()
                .addGroups(
                    TopologyReply.Group.newBuilder()
                        .setName("main")
                        .setMaster(masterNode)
                        .setEpoch(1));
        for (Node node : nodes) {
          reply.addNodes(
              TopologyReply.Node.newBuilder().setId(node.id).setAddress(node.address().toString()));
        }
        caller.onNext(reply.build());
        caller.onCompleted();
      }
    }

    private <T> void answer(String command, StreamObserver<T> caller, T reply) {
      synchronized (FakeAdministration.this) {
        Failed refusal = refusals.poll();
        if (refusal == null && masterNode != id) {
          refusal = Failed.newBuilder().setCode(Failed.Code.NOT_MASTER).build();
        }
        if (refusal != null) {
          Metadata trailers = new Metadata();
          trailers.put(BrokerCalls.FAILED, refusal);
          caller.onError(
              Status.FAILED_PRECONDITION
                  .withDescription(refusal.getDetail())
                  .asRuntimeException(trailers));
          return;
        }
        commands.add(command);
        if (isBreaking) {
          caller.onError(Status.UNAVAILABLE.withDescription("as told").asRuntimeException());
          return;
        }
        caller.onNext(reply);
        caller.onCompleted();
      }
    }

    @Override
    public void createDestination(
        CreateDestinationRequest request, StreamObserver<CommandReply> caller) {
      put(
          DestinationView.newBuilder()
              .setName(request.getName())
              .setKind(request.getKind())
              .setOptions(request.getOptions())
              .build());
      answer("create " + request.getName(), caller, CommandReply.getDefaultInstance());
    }

    @Override
    public void updateDestination(
        UpdateDestinationRequest request, StreamObserver<CommandReply> caller) {
      answer("update " + request.getName(), caller, CommandReply.getDefaultInstance());
    }

    @Override
    public void deleteDestination(
        DeleteDestinationRequest request, StreamObserver<CommandReply> caller) {
      answer(
          "delete " + request.getName() + (request.getForce() ? " force" : ""),
          caller,
          CommandReply.getDefaultInstance());
    }

    @Override
    public void purgeQueue(PurgeQueueRequest request, StreamObserver<CountReply> caller) {
      answer("purge " + request.getName(), caller, CountReply.newBuilder().setCount(3).build());
    }

    @Override
    public void pauseDestination(
        PauseDestinationRequest request, StreamObserver<CommandReply> caller) {
      answer(
          (request.getPaused() ? "pause " : "resume ") + request.getName(),
          caller,
          CommandReply.getDefaultInstance());
    }

    @Override
    public void listDestinations(
        ListDestinationsRequest request, StreamObserver<ListDestinationsReply> caller) {
      List<DestinationView> found;
      synchronized (FakeAdministration.this) {
        found =
            destinations.values().stream()
                .filter(view -> view.getKind() == request.getKind())
                .filter(view -> matches(request.getPattern(), view.getName()))
                .filter(view -> view.getName().compareTo(request.getAfter()) > 0)
                .toList();
      }
      int count = Math.min(found.size(), request.getLimit());
      answer(
          "list",
          caller,
          ListDestinationsReply.newBuilder()
              .addAllDestinations(found.subList(0, count))
              .setMore(count < found.size())
              .build());
    }

    private static boolean matches(String pattern, String name) {
      return pattern.isEmpty()
          || pattern.equals(name)
          || (pattern.endsWith(">") && name.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    @Override
    public void listSubscriptions(
        ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsReply> caller) {
      answer(
          "subscriptions",
          caller,
          ListSubscriptionsReply.newBuilder()
              .addSubscriptions(
                  SubscriptionView.newBuilder()
                      .setName("billing")
                      .setClientId("accounts")
                      .setTopic("prices.>")
                      .setDurable(true)
                      .setBacklog(7))
              .build());
    }

    @Override
    public void deleteSubscription(
        DeleteSubscriptionRequest request, StreamObserver<CommandReply> caller) {
      answer(
          "unsubscribe " + request.getClientId() + "/" + request.getName(),
          caller,
          CommandReply.getDefaultInstance());
    }

    /** Five messages, however many are wanted at a time. */
    @Override
    public void browse(BrowseRequest request, StreamObserver<BrowseReply> caller) {
      BrowseReply.Builder reply = BrowseReply.newBuilder();
      long position = request.getAfter();
      while (reply.getMessagesCount() < Math.min(2, request.getLimit()) && position < 5) {
        reply.addMessages(browsed(++position));
      }
      answer("browse " + request.getQueue(), caller, reply.setNext(position % 5).build());
    }

    private static Browsed browsed(long position) {
      ByteString body =
          ByteString.copyFrom("body %d\n".formatted(position), StandardCharsets.UTF_8);
      return Browsed.newBuilder()
          .setPosition(position)
          .setDelivery(
              Delivery.newBuilder()
                  .setMessage(Message.newBuilder().setBody(body).build().toByteString())
                  .setStoredMillis(1)
                  .setDeadLetter(
                      DeadLetter.newBuilder()
                          .setOrigin("orders")
                          .setReason("too bitter")
                          .setAttempts(16)
                          .setDeadMillis(1)))
          .build();
    }

    @Override
    public void moveMessages(MoveMessagesRequest request, StreamObserver<CountReply> caller) {
      answer(
          "move %s to '%s' where '%s' limit %d%s"
              .formatted(
                  request.getFrom(),
                  request.getTo(),
                  request.getSelector(),
                  request.getLimit(),
                  request.getDryRun() ? " dry" : ""),
          caller,
          CountReply.newBuilder().setCount(4).build());
    }

    @Override
    public void diskWhy(DiskWhyRequest request, StreamObserver<DiskWhyReply> caller) {
      answer(
          "disk",
          caller,
          DiskWhyReply.newBuilder()
              .setLogBytes(3 << 20)
              .setFirstIndex(1)
              .setLastIndex(9)
              .addHolders(
                  DiskWhyReply.Holder.newBuilder()
                      .setWho("queue orders")
                      .setMessages(2)
                      .setBytes(2048)
                      .setOldestIndex(4))
              .build());
    }

    @Override
    public void safeToStop(SafeToStopRequest request, StreamObserver<SafeToStopReply> caller) {
      answer(
          "safe",
          caller,
          request.getNode() == 3
              ? SafeToStopReply.newBuilder().setSafe(true).build()
              : SafeToStopReply.newBuilder().addReasons("node 3 is not connected").build());
    }
  }
}
