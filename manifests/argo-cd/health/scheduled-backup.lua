-- Health of a ScheduledBackup, which has no conditions. The time of the operator's last look is the only proof that the schedule is
-- read; whether backups succeed is for the Backup objects and for the Cluster to say.
local spec = obj.spec or {}
local status = obj.status or {}

if (status.error or "") ~= "" then
  return { status = "Degraded", message = "Refused by the operator: " .. status.error }
end
if spec.suspend then
  return { status = "Suspended", message = "No backup is scheduled: suspended" }
end
if (status.lastCheckTime or "") == "" then
  return { status = "Progressing", message = "The operator has not read this schedule yet" }
end
if (status.lastScheduleTime or "") == "" then
  return { status = "Healthy", message = "The schedule is in force; no backup was due yet" }
end
return { status = "Healthy", message = "The schedule is in force; last backup started " .. status.lastScheduleTime }
