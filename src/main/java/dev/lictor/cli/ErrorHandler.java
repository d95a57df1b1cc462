package dev.lictor.cli;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.local.CannotStartException;
import dev.lictor.operations.FolderRefusedException;
import dev.lictor.text.Foreign;
import dev.lictor.verify.CannotVerifyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one place that turns failures into messages and exit codes. Only an unexpected failure prints a stack trace. */
final class ErrorHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return report(failure, command.getErr());
    }

    /** @return the exit code */
    static int report(Throwable failure, PrintWriter err) {
        return switch (failure) {
            case InvalidSpecException e -> {
                e.problems().forEach(problem -> say(problem, err));
                yield ExitCode.INVALID_SETTINGS.number();
            }
            case CommandFailure e -> {
                say(e, err);
                yield e.exitCode().number();
            }
            case CannotStartException e -> {
                say(e, err);
                yield ExitCode.CONSUL.number();
            }
            case CannotVerifyException e -> {
                say(e, err);
                yield ExitCode.KUBERNETES.number();
            }
            case FolderRefusedException e -> {
                say(e, err);
                yield ExitCode.USAGE.number();
            }
            case KubernetesApiException e -> {
                say(e, err);
                e.admissionRefusals().forEach(cause -> say(cause.remedy(), err));
                e.reasons().forEach(reason -> say(remedy(reason), err));
                yield ExitCode.KUBERNETES.number();
            }
            case WriteConflictException e -> {
                say("another client keeps changing the same objects: " + e.getMessage(), err);
                yield ExitCode.KUBERNETES.number();
            }
            default -> {
                say("unexpected: " + failure, err);
                var trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace));
                err.print(Foreign.escaped(trace.toString()));
                err.flush(); // Unlike println, print does not flush.
                yield ExitCode.UNEXPECTED.number();
            }
        };
    }

    private static void say(Exception failure, PrintWriter err) {
        say(String.valueOf(failure.getMessage()), err);
    }

    /** Prints each line of a message. Text from other programs has no line breaks here; {@link Foreign#oneLine} replaces unprintable characters. */
    private static void say(String lines, PrintWriter err) {
        lines.lines().forEach(line -> err.println("lictor: " + Foreign.oneLine(line)));
    }

    private static String remedy(KubernetesApiException.Reason reason) {
        return switch (reason) {
            case CONFIGURATION ->
                "fix the kubeconfig or the files that it names, or name another one with --kubeconfig, KUBECONFIG or"
                        + " --context";
            case UNREACHABLE -> ""; // The message has the remedy of its cause.
            case UNAUTHORIZED ->
                "log in again or get a new kubeconfig for this context; in a pod, check its ServiceAccount and its"
                        + " token";
            case FORBIDDEN -> "an administrator can grant the rights of k8s/role.yaml in an existing namespace";
            case REFUSED -> "the objects written so far stay, and no others were written; fix that and run again";
        };
    }
}
