-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "event" (
    "position" BIGSERIAL NOT NULL,
    "transaction_id" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "id" UUID NOT NULL,
    "tenant" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "schema_version" SMALLINT NOT NULL,
    "subject" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,
    "personal" JSONB,
    "correlation_id" TEXT NOT NULL,
    "causation_id" TEXT,

    CONSTRAINT "event_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "idempotency" (
    "tenant" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "mutation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "first_version" INTEGER NOT NULL,
    "last_version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key" PRIMARY KEY ("tenant","actor","mutation","key")
);

-- CreateTable
CREATE TABLE "claim" (
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "stream" TEXT NOT NULL,

    CONSTRAINT "claim_key" PRIMARY KEY ("tenant","name","value")
);

-- CreateTable
CREATE TABLE "snapshot" (
    "tenant" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "schema_version" SMALLINT NOT NULL,
    "state" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("tenant","stream")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "name" TEXT NOT NULL,
    "feed" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "position" BIGINT NOT NULL,
    "topic" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "error" TEXT,
    "attempts" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "credential" (
    "tenant" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("tenant","user_id")
);

-- CreateTable
CREATE TABLE "refresh_token" (
    "hash" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "subject_key" (
    "tenant" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "wrapped" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "subject_key_pkey" PRIMARY KEY ("tenant","subject")
);

-- CreateIndex
CREATE INDEX "event_feed" ON "event"("transaction_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "event_stream_version" ON "event"("tenant", "stream", "version");

-- CreateIndex
CREATE INDEX "claim_stream" ON "claim"("tenant", "stream");

-- CreateIndex
CREATE INDEX "dead_letter_stream" ON "dead_letter"("tenant", "stream");

-- CreateIndex
CREATE INDEX "refresh_token_tenant_user_id_idx" ON "refresh_token"("tenant", "user_id");

-- CreateIndex
CREATE INDEX "refresh_token_session_id_idx" ON "refresh_token"("session_id");
