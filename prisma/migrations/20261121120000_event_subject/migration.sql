-- CreateIndex
CREATE INDEX "event_subject" ON "event"("tenant", "subject", "position");
