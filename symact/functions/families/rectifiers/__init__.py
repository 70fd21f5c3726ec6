"""Rectifiers: functions that pass one side and cut or damp the other."""
