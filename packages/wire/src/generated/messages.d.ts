import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace hivemind. */
export namespace hivemind {

    /**
     * Properties of a RaftFrame.
     * @deprecated Use hivemind.RaftFrame.$Properties instead.
     */
    interface IRaftFrame extends hivemind.RaftFrame.$Properties {
    }

    /** Represents a RaftFrame. */
    class RaftFrame {

        /**
         * Constructs a new RaftFrame.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.RaftFrame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** RaftFrame stamp. */
        stamp?: (hivemind.Stamp.$Properties|null);

        /** RaftFrame voteRequest. */
        voteRequest?: (hivemind.VoteRequest.$Properties|null);

        /** RaftFrame voteReply. */
        voteReply?: (hivemind.VoteReply.$Properties|null);

        /** RaftFrame appendRequest. */
        appendRequest?: (hivemind.AppendRequest.$Properties|null);

        /** RaftFrame appendReply. */
        appendReply?: (hivemind.AppendReply.$Properties|null);

        /** RaftFrame heartbeat. */
        heartbeat?: (hivemind.Heartbeat.$Properties|null);

        /** RaftFrame heartbeatReply. */
        heartbeatReply?: (hivemind.HeartbeatReply.$Properties|null);

        /** RaftFrame snapshotOffer. */
        snapshotOffer?: (hivemind.SnapshotOffer.$Properties|null);

        /** RaftFrame timeoutNow. */
        timeoutNow?: (hivemind.TimeoutNow.$Properties|null);

        /** RaftFrame logTail. */
        logTail?: (hivemind.LogTail.$Properties|null);

        /** RaftFrame message. */
        message?: ("voteRequest"|"voteReply"|"appendRequest"|"appendReply"|"heartbeat"|"heartbeatReply"|"snapshotOffer"|"timeoutNow"|"logTail");

        /**
         * Encodes the specified RaftFrame message. Does not implicitly {@link hivemind.RaftFrame.verify|verify} messages.
         * @param message RaftFrame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.RaftFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a RaftFrame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.RaftFrame & hivemind.RaftFrame.$Shape} RaftFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.RaftFrame & hivemind.RaftFrame.$Shape;
    }

    namespace RaftFrame {

        /** Properties of a RaftFrame. */
        interface $Properties {

            /** RaftFrame stamp */
            stamp?: (hivemind.Stamp.$Properties|null);

            /** RaftFrame voteRequest */
            voteRequest?: (hivemind.VoteRequest.$Properties|null);

            /** RaftFrame voteReply */
            voteReply?: (hivemind.VoteReply.$Properties|null);

            /** RaftFrame appendRequest */
            appendRequest?: (hivemind.AppendRequest.$Properties|null);

            /** RaftFrame appendReply */
            appendReply?: (hivemind.AppendReply.$Properties|null);

            /** RaftFrame heartbeat */
            heartbeat?: (hivemind.Heartbeat.$Properties|null);

            /** RaftFrame heartbeatReply */
            heartbeatReply?: (hivemind.HeartbeatReply.$Properties|null);

            /** RaftFrame snapshotOffer */
            snapshotOffer?: (hivemind.SnapshotOffer.$Properties|null);

            /** RaftFrame timeoutNow */
            timeoutNow?: (hivemind.TimeoutNow.$Properties|null);

            /** RaftFrame logTail */
            logTail?: (hivemind.LogTail.$Properties|null);

            /** RaftFrame message */
            message?: ("voteRequest"|"voteReply"|"appendRequest"|"appendReply"|"heartbeat"|"heartbeatReply"|"snapshotOffer"|"timeoutNow"|"logTail");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a RaftFrame. */
        type $Shape = {
          stamp?: hivemind.Stamp.$Shape|null;
          voteRequest?: hivemind.VoteRequest.$Shape|null;
          voteReply?: hivemind.VoteReply.$Shape|null;
          appendRequest?: hivemind.AppendRequest.$Shape|null;
          appendReply?: hivemind.AppendReply.$Shape|null;
          heartbeat?: hivemind.Heartbeat.$Shape|null;
          heartbeatReply?: hivemind.HeartbeatReply.$Shape|null;
          snapshotOffer?: hivemind.SnapshotOffer.$Shape|null;
          timeoutNow?: hivemind.TimeoutNow.$Shape|null;
          logTail?: hivemind.LogTail.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ message?: undefined; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; snapshotOffer?: null; timeoutNow?: null; logTail?: null }|{ message?: "voteRequest"; voteRequest: hivemind.VoteRequest.$Shape; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; snapshotOffer?: null; timeoutNow?: null; logTail?: null }|{ message?: "voteReply"; voteRequest?: null; voteReply: hivemind.VoteReply.$Shape; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; snapshotOffer?: null; timeoutNow?: null; logTail?: null }|{ message?: "appendRequest"; voteRequest?: null; voteReply?: null; appendRequest: hivemind.AppendRequest.$Shape; appendReply?: null; heartbeat?: null; heartbeatReply?: null; snapshotOffer?: null; timeoutNow?: null; logTail?: null }|{ message?: "appendReply"; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply: hivemind.AppendReply.$Shape; heartbeat?: null; heartbeatReply?: null; snapshotOffer?: null; timeoutNow?: null; logTail?: null }|{ message?: "heartbeat"; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat: hivemind.Heartbeat.$Shape; heartbeatReply?: null; snapshotOffer?: null; timeoutNow?: null; logTail?: null }|{ message?: "heartbeatReply"; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply: hivemind.HeartbeatReply.$Shape; snapshotOffer?: null; timeoutNow?: null; logTail?: null }|{ message?: "snapshotOffer"; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; snapshotOffer: hivemind.SnapshotOffer.$Shape; timeoutNow?: null; logTail?: null }|{ message?: "timeoutNow"; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; snapshotOffer?: null; timeoutNow: hivemind.TimeoutNow.$Shape; logTail?: null }|{ message?: "logTail"; voteRequest?: null; voteReply?: null; appendRequest?: null; appendReply?: null; heartbeat?: null; heartbeatReply?: null; snapshotOffer?: null; timeoutNow?: null; logTail: hivemind.LogTail.$Shape })
        );
    }

    /**
     * Properties of a VoteRequest.
     * @deprecated Use hivemind.VoteRequest.$Properties instead.
     */
    interface IVoteRequest extends hivemind.VoteRequest.$Properties {
    }

    /** Represents a VoteRequest. */
    class VoteRequest {

        /**
         * Constructs a new VoteRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.VoteRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** VoteRequest term. */
        term: number;

        /** VoteRequest lastIndex. */
        lastIndex: number;

        /** VoteRequest lastTerm. */
        lastTerm: number;

        /** VoteRequest pre. */
        pre: boolean;

        /** VoteRequest transfer. */
        transfer: boolean;

        /** VoteRequest commit. */
        commit: number;

        /**
         * Encodes the specified VoteRequest message. Does not implicitly {@link hivemind.VoteRequest.verify|verify} messages.
         * @param message VoteRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.VoteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a VoteRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.VoteRequest & hivemind.VoteRequest.$Shape} VoteRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.VoteRequest & hivemind.VoteRequest.$Shape;
    }

    namespace VoteRequest {

        /** Properties of a VoteRequest. */
        interface $Properties {

            /** VoteRequest term */
            term?: (number|null);

            /** VoteRequest lastIndex */
            lastIndex?: (number|null);

            /** VoteRequest lastTerm */
            lastTerm?: (number|null);

            /** VoteRequest pre */
            pre?: (boolean|null);

            /** VoteRequest transfer */
            transfer?: (boolean|null);

            /** VoteRequest commit */
            commit?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a VoteRequest. */
        type $Shape = hivemind.VoteRequest.$Properties;
    }

    /**
     * Properties of a VoteReply.
     * @deprecated Use hivemind.VoteReply.$Properties instead.
     */
    interface IVoteReply extends hivemind.VoteReply.$Properties {
    }

    /** Represents a VoteReply. */
    class VoteReply {

        /**
         * Constructs a new VoteReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.VoteReply.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** VoteReply term. */
        term: number;

        /** VoteReply granted. */
        granted: boolean;

        /** VoteReply pre. */
        pre: boolean;

        /**
         * Encodes the specified VoteReply message. Does not implicitly {@link hivemind.VoteReply.verify|verify} messages.
         * @param message VoteReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.VoteReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a VoteReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.VoteReply & hivemind.VoteReply.$Shape} VoteReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.VoteReply & hivemind.VoteReply.$Shape;
    }

    namespace VoteReply {

        /** Properties of a VoteReply. */
        interface $Properties {

            /** VoteReply term */
            term?: (number|null);

            /** VoteReply granted */
            granted?: (boolean|null);

            /** VoteReply pre */
            pre?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a VoteReply. */
        type $Shape = hivemind.VoteReply.$Properties;
    }

    /**
     * Properties of an AppendRequest.
     * @deprecated Use hivemind.AppendRequest.$Properties instead.
     */
    interface IAppendRequest extends hivemind.AppendRequest.$Properties {
    }

    /** Represents an AppendRequest. */
    class AppendRequest {

        /**
         * Constructs a new AppendRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.AppendRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AppendRequest term. */
        term: number;

        /** AppendRequest prevIndex. */
        prevIndex: number;

        /** AppendRequest prevTerm. */
        prevTerm: number;

        /** AppendRequest commit. */
        commit: number;

        /** AppendRequest entries. */
        entries: hivemind.LogEntry.$Properties[];

        /**
         * Encodes the specified AppendRequest message. Does not implicitly {@link hivemind.AppendRequest.verify|verify} messages.
         * @param message AppendRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.AppendRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AppendRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.AppendRequest & hivemind.AppendRequest.$Shape} AppendRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.AppendRequest & hivemind.AppendRequest.$Shape;
    }

    namespace AppendRequest {

        /** Properties of an AppendRequest. */
        interface $Properties {

            /** AppendRequest term */
            term?: (number|null);

            /** AppendRequest prevIndex */
            prevIndex?: (number|null);

            /** AppendRequest prevTerm */
            prevTerm?: (number|null);

            /** AppendRequest commit */
            commit?: (number|null);

            /** AppendRequest entries */
            entries?: (hivemind.LogEntry.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AppendRequest. */
        type $Shape = hivemind.AppendRequest.$Properties;
    }

    /**
     * Properties of a LogEntry.
     * @deprecated Use hivemind.LogEntry.$Properties instead.
     */
    interface ILogEntry extends hivemind.LogEntry.$Properties {
    }

    /** Represents a LogEntry. */
    class LogEntry {

        /**
         * Constructs a new LogEntry.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.LogEntry.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LogEntry term. */
        term: number;

        /** LogEntry kind. */
        kind: hivemind.EntryKind;

        /** LogEntry payload. */
        payload: Uint8Array;

        /**
         * Encodes the specified LogEntry message. Does not implicitly {@link hivemind.LogEntry.verify|verify} messages.
         * @param message LogEntry message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.LogEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LogEntry message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.LogEntry & hivemind.LogEntry.$Shape} LogEntry
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.LogEntry & hivemind.LogEntry.$Shape;
    }

    namespace LogEntry {

        /** Properties of a LogEntry. */
        interface $Properties {

            /** LogEntry term */
            term?: (number|null);

            /** LogEntry kind */
            kind?: (hivemind.EntryKind|null);

            /** LogEntry payload */
            payload?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LogEntry. */
        type $Shape = hivemind.LogEntry.$Properties;
    }

    /** EntryKind enum. */
    enum EntryKind {

        /** NOOP value */
        NOOP = 0,

        /** COMMAND value */
        COMMAND = 1,

        /** CONFIGURATION value */
        CONFIGURATION = 2
    }

    /**
     * Properties of a LogTail.
     * @deprecated Use hivemind.LogTail.$Properties instead.
     */
    interface ILogTail extends hivemind.LogTail.$Properties {
    }

    /** Represents a LogTail. */
    class LogTail {

        /**
         * Constructs a new LogTail.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.LogTail.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LogTail term. */
        term: number;

        /** LogTail prevIndex. */
        prevIndex: number;

        /** LogTail prevTerm. */
        prevTerm: number;

        /** LogTail entries. */
        entries: hivemind.LogEntry.$Properties[];

        /**
         * Encodes the specified LogTail message. Does not implicitly {@link hivemind.LogTail.verify|verify} messages.
         * @param message LogTail message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.LogTail.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LogTail message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.LogTail & hivemind.LogTail.$Shape} LogTail
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.LogTail & hivemind.LogTail.$Shape;
    }

    namespace LogTail {

        /** Properties of a LogTail. */
        interface $Properties {

            /** LogTail term */
            term?: (number|null);

            /** LogTail prevIndex */
            prevIndex?: (number|null);

            /** LogTail prevTerm */
            prevTerm?: (number|null);

            /** LogTail entries */
            entries?: (hivemind.LogEntry.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LogTail. */
        type $Shape = hivemind.LogTail.$Properties;
    }

    /**
     * Properties of an AppendReply.
     * @deprecated Use hivemind.AppendReply.$Properties instead.
     */
    interface IAppendReply extends hivemind.AppendReply.$Properties {
    }

    /** Represents an AppendReply. */
    class AppendReply {

        /**
         * Constructs a new AppendReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.AppendReply.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AppendReply term. */
        term: number;

        /** AppendReply success. */
        success: boolean;

        /** AppendReply index. */
        index: number;

        /** AppendReply rejected. */
        rejected: number;

        /** AppendReply hintTerm. */
        hintTerm: number;

        /**
         * Encodes the specified AppendReply message. Does not implicitly {@link hivemind.AppendReply.verify|verify} messages.
         * @param message AppendReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.AppendReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AppendReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.AppendReply & hivemind.AppendReply.$Shape} AppendReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.AppendReply & hivemind.AppendReply.$Shape;
    }

    namespace AppendReply {

        /** Properties of an AppendReply. */
        interface $Properties {

            /** AppendReply term */
            term?: (number|null);

            /** AppendReply success */
            success?: (boolean|null);

            /** AppendReply index */
            index?: (number|null);

            /** AppendReply rejected */
            rejected?: (number|null);

            /** AppendReply hintTerm */
            hintTerm?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AppendReply. */
        type $Shape = hivemind.AppendReply.$Properties;
    }

    /**
     * Properties of a Heartbeat.
     * @deprecated Use hivemind.Heartbeat.$Properties instead.
     */
    interface IHeartbeat extends hivemind.Heartbeat.$Properties {
    }

    /** Represents a Heartbeat. */
    class Heartbeat {

        /**
         * Constructs a new Heartbeat.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Heartbeat.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Heartbeat term. */
        term: number;

        /** Heartbeat commit. */
        commit: number;

        /** Heartbeat context. */
        context: number;

        /** Heartbeat transfersOver. */
        transfersOver: number;

        /** Heartbeat lease. */
        lease: number;

        /** Heartbeat next. */
        next?: (number|null);

        /** Heartbeat unanswered. */
        unanswered?: (boolean|null);

        /**
         * Encodes the specified Heartbeat message. Does not implicitly {@link hivemind.Heartbeat.verify|verify} messages.
         * @param message Heartbeat message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Heartbeat message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Heartbeat & hivemind.Heartbeat.$Shape} Heartbeat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Heartbeat & hivemind.Heartbeat.$Shape;
    }

    namespace Heartbeat {

        /** Properties of a Heartbeat. */
        interface $Properties {

            /** Heartbeat term */
            term?: (number|null);

            /** Heartbeat commit */
            commit?: (number|null);

            /** Heartbeat context */
            context?: (number|null);

            /** Heartbeat transfersOver */
            transfersOver?: (number|null);

            /** Heartbeat lease */
            lease?: (number|null);

            /** Heartbeat next */
            next?: (number|null);

            /** Heartbeat unanswered */
            unanswered?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Heartbeat. */
        type $Shape = hivemind.Heartbeat.$Properties;
    }

    /**
     * Properties of a HeartbeatReply.
     * @deprecated Use hivemind.HeartbeatReply.$Properties instead.
     */
    interface IHeartbeatReply extends hivemind.HeartbeatReply.$Properties {
    }

    /** Represents a HeartbeatReply. */
    class HeartbeatReply {

        /**
         * Constructs a new HeartbeatReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.HeartbeatReply.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** HeartbeatReply term. */
        term: number;

        /** HeartbeatReply context. */
        context: number;

        /** HeartbeatReply lease. */
        lease: number;

        /**
         * Encodes the specified HeartbeatReply message. Does not implicitly {@link hivemind.HeartbeatReply.verify|verify} messages.
         * @param message HeartbeatReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.HeartbeatReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a HeartbeatReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.HeartbeatReply & hivemind.HeartbeatReply.$Shape} HeartbeatReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.HeartbeatReply & hivemind.HeartbeatReply.$Shape;
    }

    namespace HeartbeatReply {

        /** Properties of a HeartbeatReply. */
        interface $Properties {

            /** HeartbeatReply term */
            term?: (number|null);

            /** HeartbeatReply context */
            context?: (number|null);

            /** HeartbeatReply lease */
            lease?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a HeartbeatReply. */
        type $Shape = hivemind.HeartbeatReply.$Properties;
    }

    /**
     * Properties of a SnapshotOffer.
     * @deprecated Use hivemind.SnapshotOffer.$Properties instead.
     */
    interface ISnapshotOffer extends hivemind.SnapshotOffer.$Properties {
    }

    /** Represents a SnapshotOffer. */
    class SnapshotOffer {

        /**
         * Constructs a new SnapshotOffer.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.SnapshotOffer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotOffer term. */
        term: number;

        /** SnapshotOffer index. */
        index: number;

        /** SnapshotOffer lastTerm. */
        lastTerm: number;

        /**
         * Encodes the specified SnapshotOffer message. Does not implicitly {@link hivemind.SnapshotOffer.verify|verify} messages.
         * @param message SnapshotOffer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.SnapshotOffer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotOffer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.SnapshotOffer & hivemind.SnapshotOffer.$Shape} SnapshotOffer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.SnapshotOffer & hivemind.SnapshotOffer.$Shape;
    }

    namespace SnapshotOffer {

        /** Properties of a SnapshotOffer. */
        interface $Properties {

            /** SnapshotOffer term */
            term?: (number|null);

            /** SnapshotOffer index */
            index?: (number|null);

            /** SnapshotOffer lastTerm */
            lastTerm?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotOffer. */
        type $Shape = hivemind.SnapshotOffer.$Properties;
    }

    /**
     * Properties of a TimeoutNow.
     * @deprecated Use hivemind.TimeoutNow.$Properties instead.
     */
    interface ITimeoutNow extends hivemind.TimeoutNow.$Properties {
    }

    /** Represents a TimeoutNow. */
    class TimeoutNow {

        /**
         * Constructs a new TimeoutNow.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.TimeoutNow.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TimeoutNow term. */
        term: number;

        /** TimeoutNow number. */
        number: number;

        /**
         * Encodes the specified TimeoutNow message. Does not implicitly {@link hivemind.TimeoutNow.verify|verify} messages.
         * @param message TimeoutNow message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.TimeoutNow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TimeoutNow message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.TimeoutNow & hivemind.TimeoutNow.$Shape} TimeoutNow
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.TimeoutNow & hivemind.TimeoutNow.$Shape;
    }

    namespace TimeoutNow {

        /** Properties of a TimeoutNow. */
        interface $Properties {

            /** TimeoutNow term */
            term?: (number|null);

            /** TimeoutNow number */
            number?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TimeoutNow. */
        type $Shape = hivemind.TimeoutNow.$Properties;
    }

    /**
     * Properties of a Stamp.
     * @deprecated Use hivemind.Stamp.$Properties instead.
     */
    interface IStamp extends hivemind.Stamp.$Properties {
    }

    /** Represents a Stamp. */
    class Stamp {

        /**
         * Constructs a new Stamp.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Stamp.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Stamp cluster. */
        cluster: string;

        /** Stamp lineage. */
        lineage: number;

        /** Stamp epoch. */
        epoch: number;

        /**
         * Encodes the specified Stamp message. Does not implicitly {@link hivemind.Stamp.verify|verify} messages.
         * @param message Stamp message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Stamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Stamp message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Stamp & hivemind.Stamp.$Shape} Stamp
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Stamp & hivemind.Stamp.$Shape;
    }

    namespace Stamp {

        /** Properties of a Stamp. */
        interface $Properties {

            /** Stamp cluster */
            cluster?: (string|null);

            /** Stamp lineage */
            lineage?: (number|null);

            /** Stamp epoch */
            epoch?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Stamp. */
        type $Shape = hivemind.Stamp.$Properties;
    }

    /**
     * Properties of a SwimFrame.
     * @deprecated Use hivemind.SwimFrame.$Properties instead.
     */
    interface ISwimFrame extends hivemind.SwimFrame.$Properties {
    }

    /** Represents a SwimFrame. */
    class SwimFrame {

        /**
         * Constructs a new SwimFrame.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.SwimFrame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SwimFrame stamp. */
        stamp?: (hivemind.Stamp.$Properties|null);

        /** SwimFrame ping. */
        ping?: (hivemind.Ping.$Properties|null);

        /** SwimFrame ack. */
        ack?: (hivemind.Ack.$Properties|null);

        /** SwimFrame pingRequest. */
        pingRequest?: (hivemind.PingRequest.$Properties|null);

        /** SwimFrame pingAnswer. */
        pingAnswer?: (hivemind.PingAnswer.$Properties|null);

        /** SwimFrame report. */
        report?: (hivemind.Report.$Properties|null);

        /** SwimFrame whereabouts. */
        whereabouts?: (hivemind.SignedWhereabouts.$Properties|null);

        /** SwimFrame incarnation. */
        incarnation: number;

        /** SwimFrame updates. */
        updates: hivemind.SwimUpdate.$Properties[];

        /** SwimFrame message. */
        message?: ("ping"|"ack"|"pingRequest"|"pingAnswer"|"report"|"whereabouts");

        /**
         * Encodes the specified SwimFrame message. Does not implicitly {@link hivemind.SwimFrame.verify|verify} messages.
         * @param message SwimFrame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.SwimFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SwimFrame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.SwimFrame & hivemind.SwimFrame.$Shape} SwimFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.SwimFrame & hivemind.SwimFrame.$Shape;
    }

    namespace SwimFrame {

        /** Properties of a SwimFrame. */
        interface $Properties {

            /** SwimFrame stamp */
            stamp?: (hivemind.Stamp.$Properties|null);

            /** SwimFrame ping */
            ping?: (hivemind.Ping.$Properties|null);

            /** SwimFrame ack */
            ack?: (hivemind.Ack.$Properties|null);

            /** SwimFrame pingRequest */
            pingRequest?: (hivemind.PingRequest.$Properties|null);

            /** SwimFrame pingAnswer */
            pingAnswer?: (hivemind.PingAnswer.$Properties|null);

            /** SwimFrame report */
            report?: (hivemind.Report.$Properties|null);

            /** SwimFrame whereabouts */
            whereabouts?: (hivemind.SignedWhereabouts.$Properties|null);

            /** SwimFrame incarnation */
            incarnation?: (number|null);

            /** SwimFrame updates */
            updates?: (hivemind.SwimUpdate.$Properties[]|null);

            /** SwimFrame message */
            message?: ("ping"|"ack"|"pingRequest"|"pingAnswer"|"report"|"whereabouts");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a SwimFrame. */
        type $Shape = {
          stamp?: hivemind.Stamp.$Shape|null;
          ping?: hivemind.Ping.$Shape|null;
          ack?: hivemind.Ack.$Shape|null;
          pingRequest?: hivemind.PingRequest.$Shape|null;
          pingAnswer?: hivemind.PingAnswer.$Shape|null;
          report?: hivemind.Report.$Shape|null;
          whereabouts?: hivemind.SignedWhereabouts.$Shape|null;
          incarnation?: number|null;
          updates?: hivemind.SwimUpdate.$Shape[]|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ message?: undefined; ping?: null; ack?: null; pingRequest?: null; pingAnswer?: null; report?: null; whereabouts?: null }|{ message?: "ping"; ping: hivemind.Ping.$Shape; ack?: null; pingRequest?: null; pingAnswer?: null; report?: null; whereabouts?: null }|{ message?: "ack"; ping?: null; ack: hivemind.Ack.$Shape; pingRequest?: null; pingAnswer?: null; report?: null; whereabouts?: null }|{ message?: "pingRequest"; ping?: null; ack?: null; pingRequest: hivemind.PingRequest.$Shape; pingAnswer?: null; report?: null; whereabouts?: null }|{ message?: "pingAnswer"; ping?: null; ack?: null; pingRequest?: null; pingAnswer: hivemind.PingAnswer.$Shape; report?: null; whereabouts?: null }|{ message?: "report"; ping?: null; ack?: null; pingRequest?: null; pingAnswer?: null; report: hivemind.Report.$Shape; whereabouts?: null }|{ message?: "whereabouts"; ping?: null; ack?: null; pingRequest?: null; pingAnswer?: null; report?: null; whereabouts: hivemind.SignedWhereabouts.$Shape })
        );
    }

    /**
     * Properties of a Ping.
     * @deprecated Use hivemind.Ping.$Properties instead.
     */
    interface IPing extends hivemind.Ping.$Properties {
    }

    /** Represents a Ping. */
    class Ping {

        /**
         * Constructs a new Ping.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Ping.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Ping sequence. */
        sequence: number;

        /**
         * Encodes the specified Ping message. Does not implicitly {@link hivemind.Ping.verify|verify} messages.
         * @param message Ping message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Ping.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Ping message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Ping & hivemind.Ping.$Shape} Ping
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Ping & hivemind.Ping.$Shape;
    }

    namespace Ping {

        /** Properties of a Ping. */
        interface $Properties {

            /** Ping sequence */
            sequence?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Ping. */
        type $Shape = hivemind.Ping.$Properties;
    }

    /**
     * Properties of an Ack.
     * @deprecated Use hivemind.Ack.$Properties instead.
     */
    interface IAck extends hivemind.Ack.$Properties {
    }

    /** Represents an Ack. */
    class Ack {

        /**
         * Constructs a new Ack.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Ack.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Ack sequence. */
        sequence: number;

        /**
         * Encodes the specified Ack message. Does not implicitly {@link hivemind.Ack.verify|verify} messages.
         * @param message Ack message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Ack message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Ack & hivemind.Ack.$Shape} Ack
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Ack & hivemind.Ack.$Shape;
    }

    namespace Ack {

        /** Properties of an Ack. */
        interface $Properties {

            /** Ack sequence */
            sequence?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Ack. */
        type $Shape = hivemind.Ack.$Properties;
    }

    /**
     * Properties of a PingRequest.
     * @deprecated Use hivemind.PingRequest.$Properties instead.
     */
    interface IPingRequest extends hivemind.PingRequest.$Properties {
    }

    /** Represents a PingRequest. */
    class PingRequest {

        /**
         * Constructs a new PingRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PingRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PingRequest sequence. */
        sequence: number;

        /** PingRequest target. */
        target: string;

        /**
         * Encodes the specified PingRequest message. Does not implicitly {@link hivemind.PingRequest.verify|verify} messages.
         * @param message PingRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PingRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PingRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PingRequest & hivemind.PingRequest.$Shape} PingRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PingRequest & hivemind.PingRequest.$Shape;
    }

    namespace PingRequest {

        /** Properties of a PingRequest. */
        interface $Properties {

            /** PingRequest sequence */
            sequence?: (number|null);

            /** PingRequest target */
            target?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PingRequest. */
        type $Shape = hivemind.PingRequest.$Properties;
    }

    /**
     * Properties of a PingAnswer.
     * @deprecated Use hivemind.PingAnswer.$Properties instead.
     */
    interface IPingAnswer extends hivemind.PingAnswer.$Properties {
    }

    /** Represents a PingAnswer. */
    class PingAnswer {

        /**
         * Constructs a new PingAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PingAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PingAnswer sequence. */
        sequence: number;

        /** PingAnswer target. */
        target: string;

        /** PingAnswer heard. */
        heard: boolean;

        /**
         * Encodes the specified PingAnswer message. Does not implicitly {@link hivemind.PingAnswer.verify|verify} messages.
         * @param message PingAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PingAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PingAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PingAnswer & hivemind.PingAnswer.$Shape} PingAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PingAnswer & hivemind.PingAnswer.$Shape;
    }

    namespace PingAnswer {

        /** Properties of a PingAnswer. */
        interface $Properties {

            /** PingAnswer sequence */
            sequence?: (number|null);

            /** PingAnswer target */
            target?: (string|null);

            /** PingAnswer heard */
            heard?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PingAnswer. */
        type $Shape = hivemind.PingAnswer.$Properties;
    }

    /**
     * Properties of a SwimUpdate.
     * @deprecated Use hivemind.SwimUpdate.$Properties instead.
     */
    interface ISwimUpdate extends hivemind.SwimUpdate.$Properties {
    }

    /** Represents a SwimUpdate. */
    class SwimUpdate {

        /**
         * Constructs a new SwimUpdate.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.SwimUpdate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SwimUpdate subject. */
        subject: string;

        /** SwimUpdate word. */
        word: number;

        /** SwimUpdate incarnation. */
        incarnation: number;

        /** SwimUpdate witness. */
        witness: string;

        /**
         * Encodes the specified SwimUpdate message. Does not implicitly {@link hivemind.SwimUpdate.verify|verify} messages.
         * @param message SwimUpdate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.SwimUpdate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SwimUpdate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.SwimUpdate & hivemind.SwimUpdate.$Shape} SwimUpdate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.SwimUpdate & hivemind.SwimUpdate.$Shape;
    }

    namespace SwimUpdate {

        /** Properties of a SwimUpdate. */
        interface $Properties {

            /** SwimUpdate subject */
            subject?: (string|null);

            /** SwimUpdate word */
            word?: (number|null);

            /** SwimUpdate incarnation */
            incarnation?: (number|null);

            /** SwimUpdate witness */
            witness?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SwimUpdate. */
        type $Shape = hivemind.SwimUpdate.$Properties;
    }

    /**
     * Properties of a Report.
     * @deprecated Use hivemind.Report.$Properties instead.
     */
    interface IReport extends hivemind.Report.$Properties {
    }

    /** Represents a Report. */
    class Report {

        /**
         * Constructs a new Report.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Report.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Report accusations. */
        accusations: hivemind.Accusation.$Properties[];

        /**
         * Encodes the specified Report message. Does not implicitly {@link hivemind.Report.verify|verify} messages.
         * @param message Report message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Report.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Report message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Report & hivemind.Report.$Shape} Report
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Report & hivemind.Report.$Shape;
    }

    namespace Report {

        /** Properties of a Report. */
        interface $Properties {

            /** Report accusations */
            accusations?: (hivemind.Accusation.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Report. */
        type $Shape = hivemind.Report.$Properties;
    }

    /**
     * Properties of an Accusation.
     * @deprecated Use hivemind.Accusation.$Properties instead.
     */
    interface IAccusation extends hivemind.Accusation.$Properties {
    }

    /** Represents an Accusation. */
    class Accusation {

        /**
         * Constructs a new Accusation.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Accusation.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Accusation subject. */
        subject: string;

        /** Accusation incarnation. */
        incarnation: number;

        /** Accusation unreachable. */
        unreachable: boolean;

        /** Accusation missed. */
        missed: number;

        /** Accusation denied. */
        denied: number;

        /** Accusation silentTicks. */
        silentTicks: number;

        /** Accusation connected. */
        connected: boolean;

        /** Accusation stopped. */
        stopped: boolean;

        /**
         * Encodes the specified Accusation message. Does not implicitly {@link hivemind.Accusation.verify|verify} messages.
         * @param message Accusation message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Accusation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Accusation message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Accusation & hivemind.Accusation.$Shape} Accusation
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Accusation & hivemind.Accusation.$Shape;
    }

    namespace Accusation {

        /** Properties of an Accusation. */
        interface $Properties {

            /** Accusation subject */
            subject?: (string|null);

            /** Accusation incarnation */
            incarnation?: (number|null);

            /** Accusation unreachable */
            unreachable?: (boolean|null);

            /** Accusation missed */
            missed?: (number|null);

            /** Accusation denied */
            denied?: (number|null);

            /** Accusation silentTicks */
            silentTicks?: (number|null);

            /** Accusation connected */
            connected?: (boolean|null);

            /** Accusation stopped */
            stopped?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Accusation. */
        type $Shape = hivemind.Accusation.$Properties;
    }

    /**
     * Properties of a Whereabouts.
     * @deprecated Use hivemind.Whereabouts.$Properties instead.
     */
    interface IWhereabouts extends hivemind.Whereabouts.$Properties {
    }

    /** Represents a Whereabouts. */
    class Whereabouts {

        /**
         * Constructs a new Whereabouts.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Whereabouts.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Whereabouts cluster. */
        cluster: string;

        /** Whereabouts member. */
        member: string;

        /** Whereabouts boot. */
        boot: number;

        /** Whereabouts addresses. */
        addresses: string[];

        /** Whereabouts version. */
        version: string;

        /**
         * Encodes the specified Whereabouts message. Does not implicitly {@link hivemind.Whereabouts.verify|verify} messages.
         * @param message Whereabouts message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Whereabouts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Whereabouts message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Whereabouts & hivemind.Whereabouts.$Shape} Whereabouts
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Whereabouts & hivemind.Whereabouts.$Shape;
    }

    namespace Whereabouts {

        /** Properties of a Whereabouts. */
        interface $Properties {

            /** Whereabouts cluster */
            cluster?: (string|null);

            /** Whereabouts member */
            member?: (string|null);

            /** Whereabouts boot */
            boot?: (number|null);

            /** Whereabouts addresses */
            addresses?: (string[]|null);

            /** Whereabouts version */
            version?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Whereabouts. */
        type $Shape = hivemind.Whereabouts.$Properties;
    }

    /**
     * Properties of a SignedWhereabouts.
     * @deprecated Use hivemind.SignedWhereabouts.$Properties instead.
     */
    interface ISignedWhereabouts extends hivemind.SignedWhereabouts.$Properties {
    }

    /** Represents a SignedWhereabouts. */
    class SignedWhereabouts {

        /**
         * Constructs a new SignedWhereabouts.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.SignedWhereabouts.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SignedWhereabouts whereabouts. */
        whereabouts?: (hivemind.Whereabouts.$Properties|null);

        /** SignedWhereabouts signature. */
        signature: Uint8Array;

        /**
         * Encodes the specified SignedWhereabouts message. Does not implicitly {@link hivemind.SignedWhereabouts.verify|verify} messages.
         * @param message SignedWhereabouts message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.SignedWhereabouts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SignedWhereabouts message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.SignedWhereabouts & hivemind.SignedWhereabouts.$Shape} SignedWhereabouts
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.SignedWhereabouts & hivemind.SignedWhereabouts.$Shape;
    }

    namespace SignedWhereabouts {

        /** Properties of a SignedWhereabouts. */
        interface $Properties {

            /** SignedWhereabouts whereabouts */
            whereabouts?: (hivemind.Whereabouts.$Properties|null);

            /** SignedWhereabouts signature */
            signature?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SignedWhereabouts. */
        type $Shape = hivemind.SignedWhereabouts.$Properties;
    }

    /**
     * Properties of an AskFrame.
     * @deprecated Use hivemind.AskFrame.$Properties instead.
     */
    interface IAskFrame extends hivemind.AskFrame.$Properties {
    }

    /** Represents an AskFrame. */
    class AskFrame {

        /**
         * Constructs a new AskFrame.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.AskFrame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AskFrame stamp. */
        stamp?: (hivemind.Stamp.$Properties|null);

        /** AskFrame ask. */
        ask?: (hivemind.Ask.$Properties|null);

        /** AskFrame answer. */
        answer?: (hivemind.Answer.$Properties|null);

        /** AskFrame where. */
        where?: (hivemind.Where.$Properties|null);

        /** AskFrame here. */
        here?: (hivemind.Here.$Properties|null);

        /** AskFrame message. */
        message?: ("ask"|"answer"|"where"|"here");

        /**
         * Encodes the specified AskFrame message. Does not implicitly {@link hivemind.AskFrame.verify|verify} messages.
         * @param message AskFrame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.AskFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AskFrame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.AskFrame & hivemind.AskFrame.$Shape} AskFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.AskFrame & hivemind.AskFrame.$Shape;
    }

    namespace AskFrame {

        /** Properties of an AskFrame. */
        interface $Properties {

            /** AskFrame stamp */
            stamp?: (hivemind.Stamp.$Properties|null);

            /** AskFrame ask */
            ask?: (hivemind.Ask.$Properties|null);

            /** AskFrame answer */
            answer?: (hivemind.Answer.$Properties|null);

            /** AskFrame where */
            where?: (hivemind.Where.$Properties|null);

            /** AskFrame here */
            here?: (hivemind.Here.$Properties|null);

            /** AskFrame message */
            message?: ("ask"|"answer"|"where"|"here");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an AskFrame. */
        type $Shape = {
          stamp?: hivemind.Stamp.$Shape|null;
          ask?: hivemind.Ask.$Shape|null;
          answer?: hivemind.Answer.$Shape|null;
          where?: hivemind.Where.$Shape|null;
          here?: hivemind.Here.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ message?: undefined; ask?: null; answer?: null; where?: null; here?: null }|{ message?: "ask"; ask: hivemind.Ask.$Shape; answer?: null; where?: null; here?: null }|{ message?: "answer"; ask?: null; answer: hivemind.Answer.$Shape; where?: null; here?: null }|{ message?: "where"; ask?: null; answer?: null; where: hivemind.Where.$Shape; here?: null }|{ message?: "here"; ask?: null; answer?: null; where?: null; here: hivemind.Here.$Shape })
        );
    }

    /**
     * Properties of an Ask.
     * @deprecated Use hivemind.Ask.$Properties instead.
     */
    interface IAsk extends hivemind.Ask.$Properties {
    }

    /** Represents an Ask. */
    class Ask {

        /**
         * Constructs a new Ask.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Ask.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Ask id. */
        id: number;

        /** Ask deadlineTicks. */
        deadlineTicks: number;

        /** Ask propose. */
        propose?: (hivemind.Propose.$Properties|null);

        /** Ask readIndex. */
        readIndex?: (hivemind.ReadIndex.$Properties|null);

        /** Ask transfer. */
        transfer?: (hivemind.Transfer.$Properties|null);

        /** Ask admit. */
        admit?: (hivemind.Admit.$Properties|null);

        /** Ask request. */
        request?: ("propose"|"readIndex"|"transfer"|"admit");

        /**
         * Encodes the specified Ask message. Does not implicitly {@link hivemind.Ask.verify|verify} messages.
         * @param message Ask message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Ask.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Ask message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Ask & hivemind.Ask.$Shape} Ask
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Ask & hivemind.Ask.$Shape;
    }

    namespace Ask {

        /** Properties of an Ask. */
        interface $Properties {

            /** Ask id */
            id?: (number|null);

            /** Ask deadlineTicks */
            deadlineTicks?: (number|null);

            /** Ask propose */
            propose?: (hivemind.Propose.$Properties|null);

            /** Ask readIndex */
            readIndex?: (hivemind.ReadIndex.$Properties|null);

            /** Ask transfer */
            transfer?: (hivemind.Transfer.$Properties|null);

            /** Ask admit */
            admit?: (hivemind.Admit.$Properties|null);

            /** Ask request */
            request?: ("propose"|"readIndex"|"transfer"|"admit");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an Ask. */
        type $Shape = {
          id?: number|null;
          deadlineTicks?: number|null;
          propose?: hivemind.Propose.$Shape|null;
          readIndex?: hivemind.ReadIndex.$Shape|null;
          transfer?: hivemind.Transfer.$Shape|null;
          admit?: hivemind.Admit.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ request?: undefined; propose?: null; readIndex?: null; transfer?: null; admit?: null }|{ request?: "propose"; propose: hivemind.Propose.$Shape; readIndex?: null; transfer?: null; admit?: null }|{ request?: "readIndex"; propose?: null; readIndex: hivemind.ReadIndex.$Shape; transfer?: null; admit?: null }|{ request?: "transfer"; propose?: null; readIndex?: null; transfer: hivemind.Transfer.$Shape; admit?: null }|{ request?: "admit"; propose?: null; readIndex?: null; transfer?: null; admit: hivemind.Admit.$Shape })
        );
    }

    /**
     * Properties of a Propose.
     * @deprecated Use hivemind.Propose.$Properties instead.
     */
    interface IPropose extends hivemind.Propose.$Properties {
    }

    /** Represents a Propose. */
    class Propose {

        /**
         * Constructs a new Propose.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Propose.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Propose drafts. */
        drafts: hivemind.Envelope.$Properties[];

        /**
         * Encodes the specified Propose message. Does not implicitly {@link hivemind.Propose.verify|verify} messages.
         * @param message Propose message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Propose.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Propose message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Propose & hivemind.Propose.$Shape} Propose
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Propose & hivemind.Propose.$Shape;
    }

    namespace Propose {

        /** Properties of a Propose. */
        interface $Properties {

            /** Propose drafts */
            drafts?: (hivemind.Envelope.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Propose. */
        type $Shape = hivemind.Propose.$Properties;
    }

    /**
     * Properties of a ReadIndex.
     * @deprecated Use hivemind.ReadIndex.$Properties instead.
     */
    interface IReadIndex extends hivemind.ReadIndex.$Properties {
    }

    /** Represents a ReadIndex. */
    class ReadIndex {

        /**
         * Constructs a new ReadIndex.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.ReadIndex.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Encodes the specified ReadIndex message. Does not implicitly {@link hivemind.ReadIndex.verify|verify} messages.
         * @param message ReadIndex message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.ReadIndex.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReadIndex message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.ReadIndex & hivemind.ReadIndex.$Shape} ReadIndex
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.ReadIndex & hivemind.ReadIndex.$Shape;
    }

    namespace ReadIndex {

        /** Properties of a ReadIndex. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ReadIndex. */
        type $Shape = hivemind.ReadIndex.$Properties;
    }

    /**
     * Properties of a Transfer.
     * @deprecated Use hivemind.Transfer.$Properties instead.
     */
    interface ITransfer extends hivemind.Transfer.$Properties {
    }

    /** Represents a Transfer. */
    class Transfer {

        /**
         * Constructs a new Transfer.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Transfer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Transfer to. */
        to: string;

        /**
         * Encodes the specified Transfer message. Does not implicitly {@link hivemind.Transfer.verify|verify} messages.
         * @param message Transfer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Transfer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Transfer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Transfer & hivemind.Transfer.$Shape} Transfer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Transfer & hivemind.Transfer.$Shape;
    }

    namespace Transfer {

        /** Properties of a Transfer. */
        interface $Properties {

            /** Transfer to */
            to?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Transfer. */
        type $Shape = hivemind.Transfer.$Properties;
    }

    /**
     * Properties of an Admit.
     * @deprecated Use hivemind.Admit.$Properties instead.
     */
    interface IAdmit extends hivemind.Admit.$Properties {
    }

    /** Represents an Admit. */
    class Admit {

        /**
         * Constructs a new Admit.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Admit.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Admit from. */
        from: string;

        /** Admit message. */
        message?: (hivemind.JoinRequest.$Properties|null);

        /**
         * Encodes the specified Admit message. Does not implicitly {@link hivemind.Admit.verify|verify} messages.
         * @param message Admit message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Admit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Admit message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Admit & hivemind.Admit.$Shape} Admit
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Admit & hivemind.Admit.$Shape;
    }

    namespace Admit {

        /** Properties of an Admit. */
        interface $Properties {

            /** Admit from */
            from?: (string|null);

            /** Admit message */
            message?: (hivemind.JoinRequest.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Admit. */
        type $Shape = hivemind.Admit.$Properties;
    }

    /**
     * Properties of an Answer.
     * @deprecated Use hivemind.Answer.$Properties instead.
     */
    interface IAnswer extends hivemind.Answer.$Properties {
    }

    /** Represents an Answer. */
    class Answer {

        /**
         * Constructs a new Answer.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Answer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Answer id. */
        id: number;

        /** Answer proposed. */
        proposed?: (hivemind.Proposed.$Properties|null);

        /** Answer readIndex. */
        readIndex?: (hivemind.ReadIndexReady.$Properties|null);

        /** Answer transferred. */
        transferred?: (hivemind.Transferred.$Properties|null);

        /** Answer admitted. */
        admitted?: (hivemind.JoinReply.$Properties|null);

        /** Answer refused. */
        refused?: (hivemind.Refusal.$Properties|null);

        /** Answer answer. */
        answer?: ("proposed"|"readIndex"|"transferred"|"admitted"|"refused");

        /**
         * Encodes the specified Answer message. Does not implicitly {@link hivemind.Answer.verify|verify} messages.
         * @param message Answer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Answer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Answer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Answer & hivemind.Answer.$Shape} Answer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Answer & hivemind.Answer.$Shape;
    }

    namespace Answer {

        /** Properties of an Answer. */
        interface $Properties {

            /** Answer id */
            id?: (number|null);

            /** Answer proposed */
            proposed?: (hivemind.Proposed.$Properties|null);

            /** Answer readIndex */
            readIndex?: (hivemind.ReadIndexReady.$Properties|null);

            /** Answer transferred */
            transferred?: (hivemind.Transferred.$Properties|null);

            /** Answer admitted */
            admitted?: (hivemind.JoinReply.$Properties|null);

            /** Answer refused */
            refused?: (hivemind.Refusal.$Properties|null);

            /** Answer answer */
            answer?: ("proposed"|"readIndex"|"transferred"|"admitted"|"refused");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an Answer. */
        type $Shape = {
          id?: number|null;
          proposed?: hivemind.Proposed.$Shape|null;
          readIndex?: hivemind.ReadIndexReady.$Shape|null;
          transferred?: hivemind.Transferred.$Shape|null;
          admitted?: hivemind.JoinReply.$Shape|null;
          refused?: hivemind.Refusal.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ answer?: undefined; proposed?: null; readIndex?: null; transferred?: null; admitted?: null; refused?: null }|{ answer?: "proposed"; proposed: hivemind.Proposed.$Shape; readIndex?: null; transferred?: null; admitted?: null; refused?: null }|{ answer?: "readIndex"; proposed?: null; readIndex: hivemind.ReadIndexReady.$Shape; transferred?: null; admitted?: null; refused?: null }|{ answer?: "transferred"; proposed?: null; readIndex?: null; transferred: hivemind.Transferred.$Shape; admitted?: null; refused?: null }|{ answer?: "admitted"; proposed?: null; readIndex?: null; transferred?: null; admitted: hivemind.JoinReply.$Shape; refused?: null }|{ answer?: "refused"; proposed?: null; readIndex?: null; transferred?: null; admitted?: null; refused: hivemind.Refusal.$Shape })
        );
    }

    /**
     * Properties of a Proposed.
     * @deprecated Use hivemind.Proposed.$Properties instead.
     */
    interface IProposed extends hivemind.Proposed.$Properties {
    }

    /** Represents a Proposed. */
    class Proposed {

        /**
         * Constructs a new Proposed.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Proposed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Proposed results. */
        results: hivemind.ProposedDraft.$Properties[];

        /**
         * Encodes the specified Proposed message. Does not implicitly {@link hivemind.Proposed.verify|verify} messages.
         * @param message Proposed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Proposed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Proposed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Proposed & hivemind.Proposed.$Shape} Proposed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Proposed & hivemind.Proposed.$Shape;
    }

    namespace Proposed {

        /** Properties of a Proposed. */
        interface $Properties {

            /** Proposed results */
            results?: (hivemind.ProposedDraft.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Proposed. */
        type $Shape = {
          results?: hivemind.ProposedDraft.$Shape[]|null;
          $unknowns?: Uint8Array[];
        };
    }

    /**
     * Properties of a ProposedDraft.
     * @deprecated Use hivemind.ProposedDraft.$Properties instead.
     */
    interface IProposedDraft extends hivemind.ProposedDraft.$Properties {
    }

    /** Represents a ProposedDraft. */
    class ProposedDraft {

        /**
         * Constructs a new ProposedDraft.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.ProposedDraft.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ProposedDraft applied. */
        applied?: (hivemind.AppliedDraft.$Properties|null);

        /** ProposedDraft refused. */
        refused?: (hivemind.Refusal.$Properties|null);

        /** ProposedDraft result. */
        result?: ("applied"|"refused");

        /**
         * Encodes the specified ProposedDraft message. Does not implicitly {@link hivemind.ProposedDraft.verify|verify} messages.
         * @param message ProposedDraft message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.ProposedDraft.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ProposedDraft message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.ProposedDraft & hivemind.ProposedDraft.$Shape} ProposedDraft
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.ProposedDraft & hivemind.ProposedDraft.$Shape;
    }

    namespace ProposedDraft {

        /** Properties of a ProposedDraft. */
        interface $Properties {

            /** ProposedDraft applied */
            applied?: (hivemind.AppliedDraft.$Properties|null);

            /** ProposedDraft refused */
            refused?: (hivemind.Refusal.$Properties|null);

            /** ProposedDraft result */
            result?: ("applied"|"refused");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a ProposedDraft. */
        type $Shape = {
          applied?: hivemind.AppliedDraft.$Shape|null;
          refused?: hivemind.Refusal.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ result?: undefined; applied?: null; refused?: null }|{ result?: "applied"; applied: hivemind.AppliedDraft.$Shape; refused?: null }|{ result?: "refused"; applied?: null; refused: hivemind.Refusal.$Shape })
        );
    }

    /**
     * Properties of an AppliedDraft.
     * @deprecated Use hivemind.AppliedDraft.$Properties instead.
     */
    interface IAppliedDraft extends hivemind.AppliedDraft.$Properties {
    }

    /** Represents an AppliedDraft. */
    class AppliedDraft {

        /**
         * Constructs a new AppliedDraft.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.AppliedDraft.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AppliedDraft index. */
        index: number;

        /** AppliedDraft term. */
        term: number;

        /** AppliedDraft epoch. */
        epoch: number;

        /** AppliedDraft txid. */
        txid: string;

        /**
         * Encodes the specified AppliedDraft message. Does not implicitly {@link hivemind.AppliedDraft.verify|verify} messages.
         * @param message AppliedDraft message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.AppliedDraft.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AppliedDraft message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.AppliedDraft & hivemind.AppliedDraft.$Shape} AppliedDraft
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.AppliedDraft & hivemind.AppliedDraft.$Shape;
    }

    namespace AppliedDraft {

        /** Properties of an AppliedDraft. */
        interface $Properties {

            /** AppliedDraft index */
            index?: (number|null);

            /** AppliedDraft term */
            term?: (number|null);

            /** AppliedDraft epoch */
            epoch?: (number|null);

            /** AppliedDraft txid */
            txid?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AppliedDraft. */
        type $Shape = hivemind.AppliedDraft.$Properties;
    }

    /**
     * Properties of a ReadIndexReady.
     * @deprecated Use hivemind.ReadIndexReady.$Properties instead.
     */
    interface IReadIndexReady extends hivemind.ReadIndexReady.$Properties {
    }

    /** Represents a ReadIndexReady. */
    class ReadIndexReady {

        /**
         * Constructs a new ReadIndexReady.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.ReadIndexReady.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ReadIndexReady index. */
        index: number;

        /**
         * Encodes the specified ReadIndexReady message. Does not implicitly {@link hivemind.ReadIndexReady.verify|verify} messages.
         * @param message ReadIndexReady message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.ReadIndexReady.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReadIndexReady message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.ReadIndexReady & hivemind.ReadIndexReady.$Shape} ReadIndexReady
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.ReadIndexReady & hivemind.ReadIndexReady.$Shape;
    }

    namespace ReadIndexReady {

        /** Properties of a ReadIndexReady. */
        interface $Properties {

            /** ReadIndexReady index */
            index?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ReadIndexReady. */
        type $Shape = hivemind.ReadIndexReady.$Properties;
    }

    /**
     * Properties of a Transferred.
     * @deprecated Use hivemind.Transferred.$Properties instead.
     */
    interface ITransferred extends hivemind.Transferred.$Properties {
    }

    /** Represents a Transferred. */
    class Transferred {

        /**
         * Constructs a new Transferred.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Transferred.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Transferred leader. */
        leader: string;

        /**
         * Encodes the specified Transferred message. Does not implicitly {@link hivemind.Transferred.verify|verify} messages.
         * @param message Transferred message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Transferred.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Transferred message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Transferred & hivemind.Transferred.$Shape} Transferred
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Transferred & hivemind.Transferred.$Shape;
    }

    namespace Transferred {

        /** Properties of a Transferred. */
        interface $Properties {

            /** Transferred leader */
            leader?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Transferred. */
        type $Shape = hivemind.Transferred.$Properties;
    }

    /**
     * Properties of a Where.
     * @deprecated Use hivemind.Where.$Properties instead.
     */
    interface IWhere extends hivemind.Where.$Properties {
    }

    /** Represents a Where. */
    class Where {

        /**
         * Constructs a new Where.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Where.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Encodes the specified Where message. Does not implicitly {@link hivemind.Where.verify|verify} messages.
         * @param message Where message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Where.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Where message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Where & hivemind.Where.$Shape} Where
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Where & hivemind.Where.$Shape;
    }

    namespace Where {

        /** Properties of a Where. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Where. */
        type $Shape = hivemind.Where.$Properties;
    }

    /**
     * Properties of a Here.
     * @deprecated Use hivemind.Here.$Properties instead.
     */
    interface IHere extends hivemind.Here.$Properties {
    }

    /** Represents a Here. */
    class Here {

        /**
         * Constructs a new Here.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Here.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Here leader. */
        leader: string;

        /** Here term. */
        term: number;

        /** Here appliedIndex. */
        appliedIndex: number;

        /** Here voters. */
        voters: string[];

        /** Here learners. */
        learners: string[];

        /**
         * Encodes the specified Here message. Does not implicitly {@link hivemind.Here.verify|verify} messages.
         * @param message Here message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Here.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Here message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Here & hivemind.Here.$Shape} Here
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Here & hivemind.Here.$Shape;
    }

    namespace Here {

        /** Properties of a Here. */
        interface $Properties {

            /** Here leader */
            leader?: (string|null);

            /** Here term */
            term?: (number|null);

            /** Here appliedIndex */
            appliedIndex?: (number|null);

            /** Here voters */
            voters?: (string[]|null);

            /** Here learners */
            learners?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Here. */
        type $Shape = hivemind.Here.$Properties;
    }

    /**
     * Properties of an Envelope.
     * @deprecated Use hivemind.Envelope.$Properties instead.
     */
    interface IEnvelope extends hivemind.Envelope.$Properties {
    }

    /** Represents an Envelope. */
    class Envelope {

        /**
         * Constructs a new Envelope.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Envelope.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Envelope type. */
        type: string;

        /** Envelope version. */
        version: number;

        /** Envelope txid. */
        txid: string;

        /** Envelope actor. */
        actor: string;

        /** Envelope cause. */
        cause: string;

        /** Envelope reason. */
        reason: string;

        /** Envelope trace. */
        trace: string;

        /** Envelope at. */
        at: number;

        /** Envelope session. */
        session: string;

        /** Envelope sequence. */
        sequence: number;

        /** Envelope body. */
        body: Uint8Array;

        /**
         * Encodes the specified Envelope message. Does not implicitly {@link hivemind.Envelope.verify|verify} messages.
         * @param message Envelope message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Envelope message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Envelope & hivemind.Envelope.$Shape} Envelope
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Envelope & hivemind.Envelope.$Shape;
    }

    namespace Envelope {

        /** Properties of an Envelope. */
        interface $Properties {

            /** Envelope type */
            type?: (string|null);

            /** Envelope version */
            version?: (number|null);

            /** Envelope txid */
            txid?: (string|null);

            /** Envelope actor */
            actor?: (string|null);

            /** Envelope cause */
            cause?: (string|null);

            /** Envelope reason */
            reason?: (string|null);

            /** Envelope trace */
            trace?: (string|null);

            /** Envelope at */
            at?: (number|null);

            /** Envelope session */
            session?: (string|null);

            /** Envelope sequence */
            sequence?: (number|null);

            /** Envelope body */
            body?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Envelope. */
        type $Shape = hivemind.Envelope.$Properties;
    }

    /**
     * Properties of a JoinFrame.
     * @deprecated Use hivemind.JoinFrame.$Properties instead.
     */
    interface IJoinFrame extends hivemind.JoinFrame.$Properties {
    }

    /** Represents a JoinFrame. */
    class JoinFrame {

        /**
         * Constructs a new JoinFrame.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.JoinFrame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JoinFrame hello. */
        hello?: (hivemind.Hello.$Properties|null);

        /** JoinFrame join. */
        join?: (hivemind.JoinRequest.$Properties|null);

        /** JoinFrame look. */
        look?: (hivemind.JoinRequest.$Properties|null);

        /** JoinFrame message. */
        message?: ("hello"|"join"|"look");

        /**
         * Encodes the specified JoinFrame message. Does not implicitly {@link hivemind.JoinFrame.verify|verify} messages.
         * @param message JoinFrame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.JoinFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JoinFrame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.JoinFrame & hivemind.JoinFrame.$Shape} JoinFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.JoinFrame & hivemind.JoinFrame.$Shape;
    }

    namespace JoinFrame {

        /** Properties of a JoinFrame. */
        interface $Properties {

            /** JoinFrame hello */
            hello?: (hivemind.Hello.$Properties|null);

            /** JoinFrame join */
            join?: (hivemind.JoinRequest.$Properties|null);

            /** JoinFrame look */
            look?: (hivemind.JoinRequest.$Properties|null);

            /** JoinFrame message */
            message?: ("hello"|"join"|"look");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a JoinFrame. */
        type $Shape = {
          hello?: hivemind.Hello.$Shape|null;
          join?: hivemind.JoinRequest.$Shape|null;
          look?: hivemind.JoinRequest.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ message?: undefined; hello?: null; join?: null; look?: null }|{ message?: "hello"; hello: hivemind.Hello.$Shape; join?: null; look?: null }|{ message?: "join"; hello?: null; join: hivemind.JoinRequest.$Shape; look?: null }|{ message?: "look"; hello?: null; join?: null; look: hivemind.JoinRequest.$Shape })
        );
    }

    /**
     * Properties of a Hello.
     * @deprecated Use hivemind.Hello.$Properties instead.
     */
    interface IHello extends hivemind.Hello.$Properties {
    }

    /** Represents a Hello. */
    class Hello {

        /**
         * Constructs a new Hello.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Hello.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Hello cluster. */
        cluster: string;

        /** Hello lineage. */
        lineage: number;

        /** Hello epoch. */
        epoch: number;

        /** Hello booting. */
        booting: boolean;

        /** Hello version. */
        version: string;

        /**
         * Encodes the specified Hello message. Does not implicitly {@link hivemind.Hello.verify|verify} messages.
         * @param message Hello message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Hello & hivemind.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Hello & hivemind.Hello.$Shape;
    }

    namespace Hello {

        /** Properties of a Hello. */
        interface $Properties {

            /** Hello cluster */
            cluster?: (string|null);

            /** Hello lineage */
            lineage?: (number|null);

            /** Hello epoch */
            epoch?: (number|null);

            /** Hello booting */
            booting?: (boolean|null);

            /** Hello version */
            version?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Hello. */
        type $Shape = hivemind.Hello.$Properties;
    }

    /**
     * Properties of a JoinRequest.
     * @deprecated Use hivemind.JoinRequest.$Properties instead.
     */
    interface IJoinRequest extends hivemind.JoinRequest.$Properties {
    }

    /** Represents a JoinRequest. */
    class JoinRequest {

        /**
         * Constructs a new JoinRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.JoinRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JoinRequest cluster. */
        cluster: string;

        /** JoinRequest claim. */
        claim?: (hivemind.Claim.$Properties|null);

        /** JoinRequest voter. */
        voter: boolean;

        /** JoinRequest token. */
        token?: (hivemind.TokenProof.$Properties|null);

        /** JoinRequest replaces. */
        replaces: boolean;

        /**
         * Encodes the specified JoinRequest message. Does not implicitly {@link hivemind.JoinRequest.verify|verify} messages.
         * @param message JoinRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.JoinRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JoinRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.JoinRequest & hivemind.JoinRequest.$Shape} JoinRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.JoinRequest & hivemind.JoinRequest.$Shape;
    }

    namespace JoinRequest {

        /** Properties of a JoinRequest. */
        interface $Properties {

            /** JoinRequest cluster */
            cluster?: (string|null);

            /** JoinRequest claim */
            claim?: (hivemind.Claim.$Properties|null);

            /** JoinRequest voter */
            voter?: (boolean|null);

            /** JoinRequest token */
            token?: (hivemind.TokenProof.$Properties|null);

            /** JoinRequest replaces */
            replaces?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JoinRequest. */
        type $Shape = hivemind.JoinRequest.$Properties;
    }

    /**
     * Properties of a Claim.
     * @deprecated Use hivemind.Claim.$Properties instead.
     */
    interface IClaim extends hivemind.Claim.$Properties {
    }

    /** Represents a Claim. */
    class Claim {

        /**
         * Constructs a new Claim.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Claim.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Claim id. */
        id: string;

        /** Claim name. */
        name: string;

        /** Claim addresses. */
        addresses: string[];

        /** Claim version. */
        version: string;

        /**
         * Encodes the specified Claim message. Does not implicitly {@link hivemind.Claim.verify|verify} messages.
         * @param message Claim message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Claim.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Claim message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Claim & hivemind.Claim.$Shape} Claim
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Claim & hivemind.Claim.$Shape;
    }

    namespace Claim {

        /** Properties of a Claim. */
        interface $Properties {

            /** Claim id */
            id?: (string|null);

            /** Claim name */
            name?: (string|null);

            /** Claim addresses */
            addresses?: (string[]|null);

            /** Claim version */
            version?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Claim. */
        type $Shape = hivemind.Claim.$Properties;
    }

    /**
     * Properties of a TokenProof.
     * @deprecated Use hivemind.TokenProof.$Properties instead.
     */
    interface ITokenProof extends hivemind.TokenProof.$Properties {
    }

    /** Represents a TokenProof. */
    class TokenProof {

        /**
         * Constructs a new TokenProof.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.TokenProof.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TokenProof id. */
        id: string;

        /** TokenProof secretHash. */
        secretHash: string;

        /**
         * Encodes the specified TokenProof message. Does not implicitly {@link hivemind.TokenProof.verify|verify} messages.
         * @param message TokenProof message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.TokenProof.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TokenProof message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.TokenProof & hivemind.TokenProof.$Shape} TokenProof
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.TokenProof & hivemind.TokenProof.$Shape;
    }

    namespace TokenProof {

        /** Properties of a TokenProof. */
        interface $Properties {

            /** TokenProof id */
            id?: (string|null);

            /** TokenProof secretHash */
            secretHash?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TokenProof. */
        type $Shape = hivemind.TokenProof.$Properties;
    }

    /**
     * Properties of a JoinReply.
     * @deprecated Use hivemind.JoinReply.$Properties instead.
     */
    interface IJoinReply extends hivemind.JoinReply.$Properties {
    }

    /** Represents a JoinReply. */
    class JoinReply {

        /**
         * Constructs a new JoinReply.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.JoinReply.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JoinReply welcome. */
        welcome?: (hivemind.Welcome.$Properties|null);

        /** JoinReply pending. */
        pending?: (hivemind.Pending.$Properties|null);

        /** JoinReply approved. */
        approved?: (hivemind.Approved.$Properties|null);

        /** JoinReply refused. */
        refused?: (hivemind.JoinRefused.$Properties|null);

        /** JoinReply shown. */
        shown?: (hivemind.Shown.$Properties|null);

        /** JoinReply message. */
        message?: ("welcome"|"pending"|"approved"|"refused"|"shown");

        /**
         * Encodes the specified JoinReply message. Does not implicitly {@link hivemind.JoinReply.verify|verify} messages.
         * @param message JoinReply message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.JoinReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JoinReply message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.JoinReply & hivemind.JoinReply.$Shape} JoinReply
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.JoinReply & hivemind.JoinReply.$Shape;
    }

    namespace JoinReply {

        /** Properties of a JoinReply. */
        interface $Properties {

            /** JoinReply welcome */
            welcome?: (hivemind.Welcome.$Properties|null);

            /** JoinReply pending */
            pending?: (hivemind.Pending.$Properties|null);

            /** JoinReply approved */
            approved?: (hivemind.Approved.$Properties|null);

            /** JoinReply refused */
            refused?: (hivemind.JoinRefused.$Properties|null);

            /** JoinReply shown */
            shown?: (hivemind.Shown.$Properties|null);

            /** JoinReply message */
            message?: ("welcome"|"pending"|"approved"|"refused"|"shown");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a JoinReply. */
        type $Shape = {
          welcome?: hivemind.Welcome.$Shape|null;
          pending?: hivemind.Pending.$Shape|null;
          approved?: hivemind.Approved.$Shape|null;
          refused?: hivemind.JoinRefused.$Shape|null;
          shown?: hivemind.Shown.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ message?: undefined; welcome?: null; pending?: null; approved?: null; refused?: null; shown?: null }|{ message?: "welcome"; welcome: hivemind.Welcome.$Shape; pending?: null; approved?: null; refused?: null; shown?: null }|{ message?: "pending"; welcome?: null; pending: hivemind.Pending.$Shape; approved?: null; refused?: null; shown?: null }|{ message?: "approved"; welcome?: null; pending?: null; approved: hivemind.Approved.$Shape; refused?: null; shown?: null }|{ message?: "refused"; welcome?: null; pending?: null; approved?: null; refused: hivemind.JoinRefused.$Shape; shown?: null }|{ message?: "shown"; welcome?: null; pending?: null; approved?: null; refused?: null; shown: hivemind.Shown.$Shape })
        );
    }

    /**
     * Properties of a Shown.
     * @deprecated Use hivemind.Shown.$Properties instead.
     */
    interface IShown extends hivemind.Shown.$Properties {
    }

    /** Represents a Shown. */
    class Shown {

        /**
         * Constructs a new Shown.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Shown.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Shown cluster. */
        cluster: string;

        /** Shown clusterName. */
        clusterName: string;

        /** Shown epoch. */
        epoch: number;

        /** Shown leader. */
        leader: string;

        /** Shown degraded. */
        degraded: string;

        /** Shown version. */
        version: string;

        /** Shown at. */
        at: number;

        /** Shown refusal. */
        refusal?: (hivemind.Refusal.$Properties|null);

        /**
         * Encodes the specified Shown message. Does not implicitly {@link hivemind.Shown.verify|verify} messages.
         * @param message Shown message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Shown.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Shown message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Shown & hivemind.Shown.$Shape} Shown
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Shown & hivemind.Shown.$Shape;
    }

    namespace Shown {

        /** Properties of a Shown. */
        interface $Properties {

            /** Shown cluster */
            cluster?: (string|null);

            /** Shown clusterName */
            clusterName?: (string|null);

            /** Shown epoch */
            epoch?: (number|null);

            /** Shown leader */
            leader?: (string|null);

            /** Shown degraded */
            degraded?: (string|null);

            /** Shown version */
            version?: (string|null);

            /** Shown at */
            at?: (number|null);

            /** Shown refusal */
            refusal?: (hivemind.Refusal.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Shown. */
        type $Shape = hivemind.Shown.$Properties;
    }

    /**
     * Properties of a Welcome.
     * @deprecated Use hivemind.Welcome.$Properties instead.
     */
    interface IWelcome extends hivemind.Welcome.$Properties {
    }

    /** Represents a Welcome. */
    class Welcome {

        /**
         * Constructs a new Welcome.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Welcome.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Welcome cluster. */
        cluster: string;

        /** Welcome clusterName. */
        clusterName: string;

        /** Welcome epoch. */
        epoch: number;

        /** Welcome standing. */
        standing: hivemind.Belonging;

        /** Welcome leader. */
        leader: string;

        /** Welcome known. */
        known?: (hivemind.SignedWhereabouts.$Properties|null);

        /**
         * Encodes the specified Welcome message. Does not implicitly {@link hivemind.Welcome.verify|verify} messages.
         * @param message Welcome message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Welcome message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Welcome & hivemind.Welcome.$Shape} Welcome
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Welcome & hivemind.Welcome.$Shape;
    }

    namespace Welcome {

        /** Properties of a Welcome. */
        interface $Properties {

            /** Welcome cluster */
            cluster?: (string|null);

            /** Welcome clusterName */
            clusterName?: (string|null);

            /** Welcome epoch */
            epoch?: (number|null);

            /** Welcome standing */
            standing?: (hivemind.Belonging|null);

            /** Welcome leader */
            leader?: (string|null);

            /** Welcome known */
            known?: (hivemind.SignedWhereabouts.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Welcome. */
        type $Shape = hivemind.Welcome.$Properties;
    }

    /** Belonging enum. */
    enum Belonging {

        /** STRANGER value */
        STRANGER = 0,

        /** MEMBER value */
        MEMBER = 1
    }

    /**
     * Properties of a Pending.
     * @deprecated Use hivemind.Pending.$Properties instead.
     */
    interface IPending extends hivemind.Pending.$Properties {
    }

    /** Represents a Pending. */
    class Pending {

        /**
         * Constructs a new Pending.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Pending.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Pending request. */
        request: string;

        /** Pending clusterName. */
        clusterName: string;

        /**
         * Encodes the specified Pending message. Does not implicitly {@link hivemind.Pending.verify|verify} messages.
         * @param message Pending message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Pending.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Pending message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Pending & hivemind.Pending.$Shape} Pending
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Pending & hivemind.Pending.$Shape;
    }

    namespace Pending {

        /** Properties of a Pending. */
        interface $Properties {

            /** Pending request */
            request?: (string|null);

            /** Pending clusterName */
            clusterName?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Pending. */
        type $Shape = hivemind.Pending.$Properties;
    }

    /**
     * Properties of an Approved.
     * @deprecated Use hivemind.Approved.$Properties instead.
     */
    interface IApproved extends hivemind.Approved.$Properties {
    }

    /** Represents an Approved. */
    class Approved {

        /**
         * Constructs a new Approved.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Approved.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Approved request. */
        request: string;

        /** Approved signed. */
        signed?: (hivemind.SignedDigest.$Properties|null);

        /**
         * Encodes the specified Approved message. Does not implicitly {@link hivemind.Approved.verify|verify} messages.
         * @param message Approved message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Approved.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Approved message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Approved & hivemind.Approved.$Shape} Approved
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Approved & hivemind.Approved.$Shape;
    }

    namespace Approved {

        /** Properties of an Approved. */
        interface $Properties {

            /** Approved request */
            request?: (string|null);

            /** Approved signed */
            signed?: (hivemind.SignedDigest.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Approved. */
        type $Shape = hivemind.Approved.$Properties;
    }

    /**
     * Properties of a JoinRefused.
     * @deprecated Use hivemind.JoinRefused.$Properties instead.
     */
    interface IJoinRefused extends hivemind.JoinRefused.$Properties {
    }

    /** Represents a JoinRefused. */
    class JoinRefused {

        /**
         * Constructs a new JoinRefused.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.JoinRefused.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** JoinRefused request. */
        request: string;

        /** JoinRefused refusal. */
        refusal?: (hivemind.Refusal.$Properties|null);

        /**
         * Encodes the specified JoinRefused message. Does not implicitly {@link hivemind.JoinRefused.verify|verify} messages.
         * @param message JoinRefused message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.JoinRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a JoinRefused message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.JoinRefused & hivemind.JoinRefused.$Shape} JoinRefused
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.JoinRefused & hivemind.JoinRefused.$Shape;
    }

    namespace JoinRefused {

        /** Properties of a JoinRefused. */
        interface $Properties {

            /** JoinRefused request */
            request?: (string|null);

            /** JoinRefused refusal */
            refusal?: (hivemind.Refusal.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a JoinRefused. */
        type $Shape = hivemind.JoinRefused.$Properties;
    }

    /**
     * Properties of a Digest.
     * @deprecated Use hivemind.Digest.$Properties instead.
     */
    interface IDigest extends hivemind.Digest.$Properties {
    }

    /** Represents a Digest. */
    class Digest {

        /**
         * Constructs a new Digest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Digest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Digest cluster. */
        cluster: string;

        /** Digest clusterName. */
        clusterName: string;

        /** Digest lineage. */
        lineage: number;

        /** Digest epoch. */
        epoch: number;

        /** Digest index. */
        index: number;

        /** Digest member. */
        member: string;

        /** Digest voters. */
        voters: string[];

        /** Digest peers. */
        peers: hivemind.PeerAddress.$Properties[];

        /** Digest state. */
        state?: (hivemind.StatePoint.$Properties|null);

        /**
         * Encodes the specified Digest message. Does not implicitly {@link hivemind.Digest.verify|verify} messages.
         * @param message Digest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Digest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Digest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Digest & hivemind.Digest.$Shape} Digest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Digest & hivemind.Digest.$Shape;
    }

    namespace Digest {

        /** Properties of a Digest. */
        interface $Properties {

            /** Digest cluster */
            cluster?: (string|null);

            /** Digest clusterName */
            clusterName?: (string|null);

            /** Digest lineage */
            lineage?: (number|null);

            /** Digest epoch */
            epoch?: (number|null);

            /** Digest index */
            index?: (number|null);

            /** Digest member */
            member?: (string|null);

            /** Digest voters */
            voters?: (string[]|null);

            /** Digest peers */
            peers?: (hivemind.PeerAddress.$Properties[]|null);

            /** Digest state */
            state?: (hivemind.StatePoint.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Digest. */
        type $Shape = hivemind.Digest.$Properties;
    }

    /**
     * Properties of a StatePoint.
     * @deprecated Use hivemind.StatePoint.$Properties instead.
     */
    interface IStatePoint extends hivemind.StatePoint.$Properties {
    }

    /** Represents a StatePoint. */
    class StatePoint {

        /**
         * Constructs a new StatePoint.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.StatePoint.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StatePoint index. */
        index: number;

        /** StatePoint hash. */
        hash: string;

        /**
         * Encodes the specified StatePoint message. Does not implicitly {@link hivemind.StatePoint.verify|verify} messages.
         * @param message StatePoint message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.StatePoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StatePoint message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.StatePoint & hivemind.StatePoint.$Shape} StatePoint
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.StatePoint & hivemind.StatePoint.$Shape;
    }

    namespace StatePoint {

        /** Properties of a StatePoint. */
        interface $Properties {

            /** StatePoint index */
            index?: (number|null);

            /** StatePoint hash */
            hash?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StatePoint. */
        type $Shape = hivemind.StatePoint.$Properties;
    }

    /**
     * Properties of a PeerAddress.
     * @deprecated Use hivemind.PeerAddress.$Properties instead.
     */
    interface IPeerAddress extends hivemind.PeerAddress.$Properties {
    }

    /** Represents a PeerAddress. */
    class PeerAddress {

        /**
         * Constructs a new PeerAddress.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PeerAddress.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PeerAddress id. */
        id: string;

        /** PeerAddress name. */
        name: string;

        /** PeerAddress addresses. */
        addresses: string[];

        /**
         * Encodes the specified PeerAddress message. Does not implicitly {@link hivemind.PeerAddress.verify|verify} messages.
         * @param message PeerAddress message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PeerAddress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PeerAddress message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PeerAddress & hivemind.PeerAddress.$Shape} PeerAddress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PeerAddress & hivemind.PeerAddress.$Shape;
    }

    namespace PeerAddress {

        /** Properties of a PeerAddress. */
        interface $Properties {

            /** PeerAddress id */
            id?: (string|null);

            /** PeerAddress name */
            name?: (string|null);

            /** PeerAddress addresses */
            addresses?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PeerAddress. */
        type $Shape = hivemind.PeerAddress.$Properties;
    }

    /**
     * Properties of a SignedDigest.
     * @deprecated Use hivemind.SignedDigest.$Properties instead.
     */
    interface ISignedDigest extends hivemind.SignedDigest.$Properties {
    }

    /** Represents a SignedDigest. */
    class SignedDigest {

        /**
         * Constructs a new SignedDigest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.SignedDigest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SignedDigest digest. */
        digest?: (hivemind.Digest.$Properties|null);

        /** SignedDigest signer. */
        signer: string;

        /** SignedDigest signature. */
        signature: Uint8Array;

        /**
         * Encodes the specified SignedDigest message. Does not implicitly {@link hivemind.SignedDigest.verify|verify} messages.
         * @param message SignedDigest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.SignedDigest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SignedDigest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.SignedDigest & hivemind.SignedDigest.$Shape} SignedDigest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.SignedDigest & hivemind.SignedDigest.$Shape;
    }

    namespace SignedDigest {

        /** Properties of a SignedDigest. */
        interface $Properties {

            /** SignedDigest digest */
            digest?: (hivemind.Digest.$Properties|null);

            /** SignedDigest signer */
            signer?: (string|null);

            /** SignedDigest signature */
            signature?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SignedDigest. */
        type $Shape = hivemind.SignedDigest.$Properties;
    }

    /**
     * Properties of a Refusal.
     * @deprecated Use hivemind.Refusal.$Properties instead.
     */
    interface IRefusal extends hivemind.Refusal.$Properties {
    }

    /** Represents a Refusal. */
    class Refusal {

        /**
         * Constructs a new Refusal.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Refusal.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Refusal code. */
        code: string;

        /** Refusal message. */
        message: string;

        /** Refusal hint. */
        hint: string;

        /** Refusal exit. */
        exit: number;

        /** Refusal status. */
        status: number;

        /** Refusal changed. */
        changed: hivemind.Changed;

        /** Refusal retry. */
        retry: hivemind.Retry;

        /**
         * Encodes the specified Refusal message. Does not implicitly {@link hivemind.Refusal.verify|verify} messages.
         * @param message Refusal message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Refusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Refusal message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Refusal & hivemind.Refusal.$Shape} Refusal
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Refusal & hivemind.Refusal.$Shape;
    }

    namespace Refusal {

        /** Properties of a Refusal. */
        interface $Properties {

            /** Refusal code */
            code?: (string|null);

            /** Refusal message */
            message?: (string|null);

            /** Refusal hint */
            hint?: (string|null);

            /** Refusal exit */
            exit?: (number|null);

            /** Refusal status */
            status?: (number|null);

            /** Refusal changed */
            changed?: (hivemind.Changed|null);

            /** Refusal retry */
            retry?: (hivemind.Retry|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Refusal. */
        type $Shape = hivemind.Refusal.$Properties;
    }

    /** Changed enum. */
    enum Changed {

        /** CHANGED_NO value */
        CHANGED_NO = 0,

        /** CHANGED_UNKNOWN value */
        CHANGED_UNKNOWN = 1
    }

    /** Retry enum. */
    enum Retry {

        /** RETRY_NO value */
        RETRY_NO = 0,

        /** RETRY_YES value */
        RETRY_YES = 1
    }

    /**
     * Properties of a PullRequest.
     * @deprecated Use hivemind.PullRequest.$Properties instead.
     */
    interface IPullRequest extends hivemind.PullRequest.$Properties {
    }

    /** Represents a PullRequest. */
    class PullRequest {

        /**
         * Constructs a new PullRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PullRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PullRequest stamp. */
        stamp?: (hivemind.Stamp.$Properties|null);

        /** PullRequest after. */
        after: number;

        /** PullRequest chain. */
        chain: Uint8Array;

        /** PullRequest wantState. */
        wantState: boolean;

        /** PullRequest through. */
        through: number;

        /**
         * Encodes the specified PullRequest message. Does not implicitly {@link hivemind.PullRequest.verify|verify} messages.
         * @param message PullRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PullRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PullRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PullRequest & hivemind.PullRequest.$Shape} PullRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PullRequest & hivemind.PullRequest.$Shape;
    }

    namespace PullRequest {

        /** Properties of a PullRequest. */
        interface $Properties {

            /** PullRequest stamp */
            stamp?: (hivemind.Stamp.$Properties|null);

            /** PullRequest after */
            after?: (number|null);

            /** PullRequest chain */
            chain?: (Uint8Array|null);

            /** PullRequest wantState */
            wantState?: (boolean|null);

            /** PullRequest through */
            through?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PullRequest. */
        type $Shape = hivemind.PullRequest.$Properties;
    }

    /**
     * Properties of a PullFrame.
     * @deprecated Use hivemind.PullFrame.$Properties instead.
     */
    interface IPullFrame extends hivemind.PullFrame.$Properties {
    }

    /** Represents a PullFrame. */
    class PullFrame {

        /**
         * Constructs a new PullFrame.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PullFrame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PullFrame start. */
        start?: (hivemind.PullStart.$Properties|null);

        /** PullFrame stateChunk. */
        stateChunk?: (hivemind.StateChunk.$Properties|null);

        /** PullFrame entries. */
        entries?: (hivemind.PullEntries.$Properties|null);

        /** PullFrame beat. */
        beat?: (hivemind.Beat.$Properties|null);

        /** PullFrame refused. */
        refused?: (hivemind.PullRefused.$Properties|null);

        /** PullFrame frame. */
        frame?: ("start"|"stateChunk"|"entries"|"beat"|"refused");

        /**
         * Encodes the specified PullFrame message. Does not implicitly {@link hivemind.PullFrame.verify|verify} messages.
         * @param message PullFrame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PullFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PullFrame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PullFrame & hivemind.PullFrame.$Shape} PullFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PullFrame & hivemind.PullFrame.$Shape;
    }

    namespace PullFrame {

        /** Properties of a PullFrame. */
        interface $Properties {

            /** PullFrame start */
            start?: (hivemind.PullStart.$Properties|null);

            /** PullFrame stateChunk */
            stateChunk?: (hivemind.StateChunk.$Properties|null);

            /** PullFrame entries */
            entries?: (hivemind.PullEntries.$Properties|null);

            /** PullFrame beat */
            beat?: (hivemind.Beat.$Properties|null);

            /** PullFrame refused */
            refused?: (hivemind.PullRefused.$Properties|null);

            /** PullFrame frame */
            frame?: ("start"|"stateChunk"|"entries"|"beat"|"refused");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a PullFrame. */
        type $Shape = {
          start?: hivemind.PullStart.$Shape|null;
          stateChunk?: hivemind.StateChunk.$Shape|null;
          entries?: hivemind.PullEntries.$Shape|null;
          beat?: hivemind.Beat.$Shape|null;
          refused?: hivemind.PullRefused.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ frame?: undefined; start?: null; stateChunk?: null; entries?: null; beat?: null; refused?: null }|{ frame?: "start"; start: hivemind.PullStart.$Shape; stateChunk?: null; entries?: null; beat?: null; refused?: null }|{ frame?: "stateChunk"; start?: null; stateChunk: hivemind.StateChunk.$Shape; entries?: null; beat?: null; refused?: null }|{ frame?: "entries"; start?: null; stateChunk?: null; entries: hivemind.PullEntries.$Shape; beat?: null; refused?: null }|{ frame?: "beat"; start?: null; stateChunk?: null; entries?: null; beat: hivemind.Beat.$Shape; refused?: null }|{ frame?: "refused"; start?: null; stateChunk?: null; entries?: null; beat?: null; refused: hivemind.PullRefused.$Shape })
        );
    }

    /**
     * Properties of a PullStart.
     * @deprecated Use hivemind.PullStart.$Properties instead.
     */
    interface IPullStart extends hivemind.PullStart.$Properties {
    }

    /** Represents a PullStart. */
    class PullStart {

        /**
         * Constructs a new PullStart.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PullStart.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PullStart baseIndex. */
        baseIndex: number;

        /** PullStart baseTerm. */
        baseTerm: number;

        /** PullStart baseChain. */
        baseChain: Uint8Array;

        /** PullStart state. */
        state?: (hivemind.PulledState.$Properties|null);

        /**
         * Encodes the specified PullStart message. Does not implicitly {@link hivemind.PullStart.verify|verify} messages.
         * @param message PullStart message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PullStart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PullStart message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PullStart & hivemind.PullStart.$Shape} PullStart
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PullStart & hivemind.PullStart.$Shape;
    }

    namespace PullStart {

        /** Properties of a PullStart. */
        interface $Properties {

            /** PullStart baseIndex */
            baseIndex?: (number|null);

            /** PullStart baseTerm */
            baseTerm?: (number|null);

            /** PullStart baseChain */
            baseChain?: (Uint8Array|null);

            /** PullStart state */
            state?: (hivemind.PulledState.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PullStart. */
        type $Shape = hivemind.PullStart.$Properties;
    }

    /**
     * Properties of a PulledState.
     * @deprecated Use hivemind.PulledState.$Properties instead.
     */
    interface IPulledState extends hivemind.PulledState.$Properties {
    }

    /** Represents a PulledState. */
    class PulledState {

        /**
         * Constructs a new PulledState.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PulledState.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PulledState index. */
        index: number;

        /** PulledState term. */
        term: number;

        /** PulledState bytes. */
        bytes: number;

        /** PulledState sha256. */
        sha256: Uint8Array;

        /**
         * Encodes the specified PulledState message. Does not implicitly {@link hivemind.PulledState.verify|verify} messages.
         * @param message PulledState message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PulledState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PulledState message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PulledState & hivemind.PulledState.$Shape} PulledState
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PulledState & hivemind.PulledState.$Shape;
    }

    namespace PulledState {

        /** Properties of a PulledState. */
        interface $Properties {

            /** PulledState index */
            index?: (number|null);

            /** PulledState term */
            term?: (number|null);

            /** PulledState bytes */
            bytes?: (number|null);

            /** PulledState sha256 */
            sha256?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PulledState. */
        type $Shape = hivemind.PulledState.$Properties;
    }

    /**
     * Properties of a StateChunk.
     * @deprecated Use hivemind.StateChunk.$Properties instead.
     */
    interface IStateChunk extends hivemind.StateChunk.$Properties {
    }

    /** Represents a StateChunk. */
    class StateChunk {

        /**
         * Constructs a new StateChunk.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.StateChunk.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StateChunk bytes. */
        bytes: Uint8Array;

        /**
         * Encodes the specified StateChunk message. Does not implicitly {@link hivemind.StateChunk.verify|verify} messages.
         * @param message StateChunk message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.StateChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StateChunk message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.StateChunk & hivemind.StateChunk.$Shape} StateChunk
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.StateChunk & hivemind.StateChunk.$Shape;
    }

    namespace StateChunk {

        /** Properties of a StateChunk. */
        interface $Properties {

            /** StateChunk bytes */
            bytes?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StateChunk. */
        type $Shape = hivemind.StateChunk.$Properties;
    }

    /**
     * Properties of a PullEntries.
     * @deprecated Use hivemind.PullEntries.$Properties instead.
     */
    interface IPullEntries extends hivemind.PullEntries.$Properties {
    }

    /** Represents a PullEntries. */
    class PullEntries {

        /**
         * Constructs a new PullEntries.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PullEntries.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PullEntries firstIndex. */
        firstIndex: number;

        /** PullEntries entries. */
        entries: hivemind.LogEntry.$Properties[];

        /** PullEntries chain. */
        chain: Uint8Array;

        /**
         * Encodes the specified PullEntries message. Does not implicitly {@link hivemind.PullEntries.verify|verify} messages.
         * @param message PullEntries message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PullEntries.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PullEntries message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PullEntries & hivemind.PullEntries.$Shape} PullEntries
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PullEntries & hivemind.PullEntries.$Shape;
    }

    namespace PullEntries {

        /** Properties of a PullEntries. */
        interface $Properties {

            /** PullEntries firstIndex */
            firstIndex?: (number|null);

            /** PullEntries entries */
            entries?: (hivemind.LogEntry.$Properties[]|null);

            /** PullEntries chain */
            chain?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PullEntries. */
        type $Shape = hivemind.PullEntries.$Properties;
    }

    /**
     * Properties of a Beat.
     * @deprecated Use hivemind.Beat.$Properties instead.
     */
    interface IBeat extends hivemind.Beat.$Properties {
    }

    /** Represents a Beat. */
    class Beat {

        /**
         * Constructs a new Beat.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.Beat.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Beat commit. */
        commit: number;

        /** Beat leader. */
        leader: string;

        /** Beat epoch. */
        epoch: number;

        /** Beat degraded. */
        degraded: boolean;

        /** Beat ageTicks. */
        ageTicks: number;

        /**
         * Encodes the specified Beat message. Does not implicitly {@link hivemind.Beat.verify|verify} messages.
         * @param message Beat message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.Beat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Beat message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.Beat & hivemind.Beat.$Shape} Beat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.Beat & hivemind.Beat.$Shape;
    }

    namespace Beat {

        /** Properties of a Beat. */
        interface $Properties {

            /** Beat commit */
            commit?: (number|null);

            /** Beat leader */
            leader?: (string|null);

            /** Beat epoch */
            epoch?: (number|null);

            /** Beat degraded */
            degraded?: (boolean|null);

            /** Beat ageTicks */
            ageTicks?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Beat. */
        type $Shape = hivemind.Beat.$Properties;
    }

    /**
     * Properties of a PullRefused.
     * @deprecated Use hivemind.PullRefused.$Properties instead.
     */
    interface IPullRefused extends hivemind.PullRefused.$Properties {
    }

    /** Represents a PullRefused. */
    class PullRefused {

        /**
         * Constructs a new PullRefused.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.PullRefused.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** PullRefused code. */
        code: string;

        /** PullRefused message. */
        message: string;

        /**
         * Encodes the specified PullRefused message. Does not implicitly {@link hivemind.PullRefused.verify|verify} messages.
         * @param message PullRefused message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.PullRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a PullRefused message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.PullRefused & hivemind.PullRefused.$Shape} PullRefused
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.PullRefused & hivemind.PullRefused.$Shape;
    }

    namespace PullRefused {

        /** Properties of a PullRefused. */
        interface $Properties {

            /** PullRefused code */
            code?: (string|null);

            /** PullRefused message */
            message?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a PullRefused. */
        type $Shape = hivemind.PullRefused.$Properties;
    }

    /**
     * Properties of a FeedFrame.
     * @deprecated Use hivemind.FeedFrame.$Properties instead.
     */
    interface IFeedFrame extends hivemind.FeedFrame.$Properties {
    }

    /** Represents a FeedFrame. */
    class FeedFrame {

        /**
         * Constructs a new FeedFrame.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedFrame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedFrame stamp. */
        stamp?: (hivemind.Stamp.$Properties|null);

        /** FeedFrame topic. */
        topic: string;

        /** FeedFrame digest. */
        digest?: (hivemind.FeedDigest.$Properties|null);

        /** FeedFrame heads. */
        heads?: (hivemind.FeedHeads.$Properties|null);

        /** FeedFrame pull. */
        pull?: (hivemind.FeedPull.$Properties|null);

        /** FeedFrame give. */
        give?: (hivemind.FeedGive.$Properties|null);

        /** FeedFrame message. */
        message?: ("digest"|"heads"|"pull"|"give");

        /**
         * Encodes the specified FeedFrame message. Does not implicitly {@link hivemind.FeedFrame.verify|verify} messages.
         * @param message FeedFrame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedFrame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedFrame & hivemind.FeedFrame.$Shape} FeedFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedFrame & hivemind.FeedFrame.$Shape;
    }

    namespace FeedFrame {

        /** Properties of a FeedFrame. */
        interface $Properties {

            /** FeedFrame stamp */
            stamp?: (hivemind.Stamp.$Properties|null);

            /** FeedFrame topic */
            topic?: (string|null);

            /** FeedFrame digest */
            digest?: (hivemind.FeedDigest.$Properties|null);

            /** FeedFrame heads */
            heads?: (hivemind.FeedHeads.$Properties|null);

            /** FeedFrame pull */
            pull?: (hivemind.FeedPull.$Properties|null);

            /** FeedFrame give */
            give?: (hivemind.FeedGive.$Properties|null);

            /** FeedFrame message */
            message?: ("digest"|"heads"|"pull"|"give");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a FeedFrame. */
        type $Shape = {
          stamp?: hivemind.Stamp.$Shape|null;
          topic?: string|null;
          digest?: hivemind.FeedDigest.$Shape|null;
          heads?: hivemind.FeedHeads.$Shape|null;
          pull?: hivemind.FeedPull.$Shape|null;
          give?: hivemind.FeedGive.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ message?: undefined; digest?: null; heads?: null; pull?: null; give?: null }|{ message?: "digest"; digest: hivemind.FeedDigest.$Shape; heads?: null; pull?: null; give?: null }|{ message?: "heads"; digest?: null; heads: hivemind.FeedHeads.$Shape; pull?: null; give?: null }|{ message?: "pull"; digest?: null; heads?: null; pull: hivemind.FeedPull.$Shape; give?: null }|{ message?: "give"; digest?: null; heads?: null; pull?: null; give: hivemind.FeedGive.$Shape })
        );
    }

    /**
     * Properties of a FeedDigest.
     * @deprecated Use hivemind.FeedDigest.$Properties instead.
     */
    interface IFeedDigest extends hivemind.FeedDigest.$Properties {
    }

    /** Represents a FeedDigest. */
    class FeedDigest {

        /**
         * Constructs a new FeedDigest.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedDigest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedDigest sums. */
        sums: number[];

        /**
         * Encodes the specified FeedDigest message. Does not implicitly {@link hivemind.FeedDigest.verify|verify} messages.
         * @param message FeedDigest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedDigest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedDigest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedDigest & hivemind.FeedDigest.$Shape} FeedDigest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedDigest & hivemind.FeedDigest.$Shape;
    }

    namespace FeedDigest {

        /** Properties of a FeedDigest. */
        interface $Properties {

            /** FeedDigest sums */
            sums?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedDigest. */
        type $Shape = hivemind.FeedDigest.$Properties;
    }

    /**
     * Properties of a FeedHead.
     * @deprecated Use hivemind.FeedHead.$Properties instead.
     */
    interface IFeedHead extends hivemind.FeedHead.$Properties {
    }

    /** Represents a FeedHead. */
    class FeedHead {

        /**
         * Constructs a new FeedHead.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedHead.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedHead origin. */
        origin: string;

        /** FeedHead boot. */
        boot: number;

        /** FeedHead seq. */
        seq: number;

        /** FeedHead tag. */
        tag: number;

        /**
         * Encodes the specified FeedHead message. Does not implicitly {@link hivemind.FeedHead.verify|verify} messages.
         * @param message FeedHead message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedHead message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedHead & hivemind.FeedHead.$Shape} FeedHead
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedHead & hivemind.FeedHead.$Shape;
    }

    namespace FeedHead {

        /** Properties of a FeedHead. */
        interface $Properties {

            /** FeedHead origin */
            origin?: (string|null);

            /** FeedHead boot */
            boot?: (number|null);

            /** FeedHead seq */
            seq?: (number|null);

            /** FeedHead tag */
            tag?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedHead. */
        type $Shape = hivemind.FeedHead.$Properties;
    }

    /**
     * Properties of a FeedHeads.
     * @deprecated Use hivemind.FeedHeads.$Properties instead.
     */
    interface IFeedHeads extends hivemind.FeedHeads.$Properties {
    }

    /** Represents a FeedHeads. */
    class FeedHeads {

        /**
         * Constructs a new FeedHeads.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedHeads.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedHeads heads. */
        heads: hivemind.FeedHead.$Properties[];

        /** FeedHeads buckets. */
        buckets: number[];

        /**
         * Encodes the specified FeedHeads message. Does not implicitly {@link hivemind.FeedHeads.verify|verify} messages.
         * @param message FeedHeads message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedHeads.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedHeads message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedHeads & hivemind.FeedHeads.$Shape} FeedHeads
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedHeads & hivemind.FeedHeads.$Shape;
    }

    namespace FeedHeads {

        /** Properties of a FeedHeads. */
        interface $Properties {

            /** FeedHeads heads */
            heads?: (hivemind.FeedHead.$Properties[]|null);

            /** FeedHeads buckets */
            buckets?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedHeads. */
        type $Shape = hivemind.FeedHeads.$Properties;
    }

    /**
     * Properties of a FeedPull.
     * @deprecated Use hivemind.FeedPull.$Properties instead.
     */
    interface IFeedPull extends hivemind.FeedPull.$Properties {
    }

    /** Represents a FeedPull. */
    class FeedPull {

        /**
         * Constructs a new FeedPull.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedPull.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedPull wants. */
        wants: hivemind.FeedHead.$Properties[];

        /**
         * Encodes the specified FeedPull message. Does not implicitly {@link hivemind.FeedPull.verify|verify} messages.
         * @param message FeedPull message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedPull.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedPull message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedPull & hivemind.FeedPull.$Shape} FeedPull
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedPull & hivemind.FeedPull.$Shape;
    }

    namespace FeedPull {

        /** Properties of a FeedPull. */
        interface $Properties {

            /** FeedPull wants */
            wants?: (hivemind.FeedHead.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedPull. */
        type $Shape = hivemind.FeedPull.$Properties;
    }

    /**
     * Properties of a FeedGive.
     * @deprecated Use hivemind.FeedGive.$Properties instead.
     */
    interface IFeedGive extends hivemind.FeedGive.$Properties {
    }

    /** Represents a FeedGive. */
    class FeedGive {

        /**
         * Constructs a new FeedGive.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedGive.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedGive feeds. */
        feeds: hivemind.FeedGiven.$Properties[];

        /**
         * Encodes the specified FeedGive message. Does not implicitly {@link hivemind.FeedGive.verify|verify} messages.
         * @param message FeedGive message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedGive.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedGive message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedGive & hivemind.FeedGive.$Shape} FeedGive
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedGive & hivemind.FeedGive.$Shape;
    }

    namespace FeedGive {

        /** Properties of a FeedGive. */
        interface $Properties {

            /** FeedGive feeds */
            feeds?: (hivemind.FeedGiven.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedGive. */
        type $Shape = hivemind.FeedGive.$Properties;
    }

    /**
     * Properties of a FeedGiven.
     * @deprecated Use hivemind.FeedGiven.$Properties instead.
     */
    interface IFeedGiven extends hivemind.FeedGiven.$Properties {
    }

    /** Represents a FeedGiven. */
    class FeedGiven {

        /**
         * Constructs a new FeedGiven.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedGiven.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedGiven contents. */
        contents?: (hivemind.FeedContents.$Properties|null);

        /** FeedGiven after. */
        after: number;

        /** FeedGiven signature. */
        signature: Uint8Array;

        /**
         * Encodes the specified FeedGiven message. Does not implicitly {@link hivemind.FeedGiven.verify|verify} messages.
         * @param message FeedGiven message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedGiven.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedGiven message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedGiven & hivemind.FeedGiven.$Shape} FeedGiven
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedGiven & hivemind.FeedGiven.$Shape;
    }

    namespace FeedGiven {

        /** Properties of a FeedGiven. */
        interface $Properties {

            /** FeedGiven contents */
            contents?: (hivemind.FeedContents.$Properties|null);

            /** FeedGiven after */
            after?: (number|null);

            /** FeedGiven signature */
            signature?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedGiven. */
        type $Shape = hivemind.FeedGiven.$Properties;
    }

    /**
     * Properties of a FeedSigned.
     * @deprecated Use hivemind.FeedSigned.$Properties instead.
     */
    interface IFeedSigned extends hivemind.FeedSigned.$Properties {
    }

    /** Represents a FeedSigned. */
    class FeedSigned {

        /**
         * Constructs a new FeedSigned.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedSigned.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedSigned cluster. */
        cluster: string;

        /** FeedSigned topic. */
        topic: string;

        /** FeedSigned contents. */
        contents?: (hivemind.FeedContents.$Properties|null);

        /**
         * Encodes the specified FeedSigned message. Does not implicitly {@link hivemind.FeedSigned.verify|verify} messages.
         * @param message FeedSigned message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedSigned.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedSigned message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedSigned & hivemind.FeedSigned.$Shape} FeedSigned
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedSigned & hivemind.FeedSigned.$Shape;
    }

    namespace FeedSigned {

        /** Properties of a FeedSigned. */
        interface $Properties {

            /** FeedSigned cluster */
            cluster?: (string|null);

            /** FeedSigned topic */
            topic?: (string|null);

            /** FeedSigned contents */
            contents?: (hivemind.FeedContents.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedSigned. */
        type $Shape = hivemind.FeedSigned.$Properties;
    }

    /**
     * Properties of a FeedContents.
     * @deprecated Use hivemind.FeedContents.$Properties instead.
     */
    interface IFeedContents extends hivemind.FeedContents.$Properties {
    }

    /** Represents a FeedContents. */
    class FeedContents {

        /**
         * Constructs a new FeedContents.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedContents.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedContents origin. */
        origin: string;

        /** FeedContents boot. */
        boot: number;

        /** FeedContents seq. */
        seq: number;

        /** FeedContents floor. */
        floor: number;

        /** FeedContents at. */
        at: number;

        /** FeedContents facts. */
        facts: hivemind.FeedFact.$Properties[];

        /**
         * Encodes the specified FeedContents message. Does not implicitly {@link hivemind.FeedContents.verify|verify} messages.
         * @param message FeedContents message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedContents.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedContents message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedContents & hivemind.FeedContents.$Shape} FeedContents
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedContents & hivemind.FeedContents.$Shape;
    }

    namespace FeedContents {

        /** Properties of a FeedContents. */
        interface $Properties {

            /** FeedContents origin */
            origin?: (string|null);

            /** FeedContents boot */
            boot?: (number|null);

            /** FeedContents seq */
            seq?: (number|null);

            /** FeedContents floor */
            floor?: (number|null);

            /** FeedContents at */
            at?: (number|null);

            /** FeedContents facts */
            facts?: (hivemind.FeedFact.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedContents. */
        type $Shape = hivemind.FeedContents.$Properties;
    }

    /**
     * Properties of a FeedFact.
     * @deprecated Use hivemind.FeedFact.$Properties instead.
     */
    interface IFeedFact extends hivemind.FeedFact.$Properties {
    }

    /** Represents a FeedFact. */
    class FeedFact {

        /**
         * Constructs a new FeedFact.
         * @param [properties] Properties to set
         */
        constructor(properties?: hivemind.FeedFact.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FeedFact key. */
        key: string;

        /** FeedFact seq. */
        seq: number;

        /** FeedFact value. */
        value: Uint8Array;

        /** FeedFact takenBack. */
        takenBack: boolean;

        /**
         * Encodes the specified FeedFact message. Does not implicitly {@link hivemind.FeedFact.verify|verify} messages.
         * @param message FeedFact message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: hivemind.FeedFact.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FeedFact message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {hivemind.FeedFact & hivemind.FeedFact.$Shape} FeedFact
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hivemind.FeedFact & hivemind.FeedFact.$Shape;
    }

    namespace FeedFact {

        /** Properties of a FeedFact. */
        interface $Properties {

            /** FeedFact key */
            key?: (string|null);

            /** FeedFact seq */
            seq?: (number|null);

            /** FeedFact value */
            value?: (Uint8Array|null);

            /** FeedFact takenBack */
            takenBack?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FeedFact. */
        type $Shape = hivemind.FeedFact.$Properties;
    }
}
