{{- define "peakshift.security" -}}
runAsNonRoot: true
runAsUser: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}
{{- define "peakshift.container" -}}
image: {{ .Values.image }}
securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
env:
  - {name: PEAKSHIFT_DB, value: {{ .Values.database | quote }}}
  - {name: PGPASSFILE, value: /secrets/pgpass}
  - {name: PEAKSHIFT_PROCESSES, value: {{ .Values.processes | quote }}}
{{- end }}
{{- define "peakshift.secret" -}}
name: secrets
secret:
  secretName: {{ .Values.secret }}
  defaultMode: 0400
{{- end }}
