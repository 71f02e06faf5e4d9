-- Health of what the primary instance applies to PostgreSQL: Database, DatabaseRole, Publication, Subscription.
-- status.applied is absent while nothing is known, and speaks of the generation in status.observedGeneration.
local metadata = obj.metadata or {}
local status = obj.status or {}
local message = status.message or ""

if status.applied == false then
  if message == "" then
    message = "Could not be applied"
  end
  return { status = "Degraded", message = message }
end
if status.applied ~= true then
  if message == "" then
    message = "The primary instance has not reported on this object yet"
  end
  return { status = "Progressing", message = message }
end
-- A failure of a newer generation leaves the old number behind too; that case is above.
if metadata.generation == nil or status.observedGeneration ~= metadata.generation then
  return { status = "Progressing", message = "The newest definition is not applied yet" }
end
return { status = "Healthy", message = "Applied" }
