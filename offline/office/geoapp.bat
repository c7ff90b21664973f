@echo off
setlocal
rem The command line of the same data: geoapp.bat backup ..., geoapp.bat user add ...
set "GEOAPP_FOLDER=%~dp0data"
set "PYTHONUTF8=1"
"%~dp0venv\Scripts\python.exe" -m geoapp %*
exit /b %ERRORLEVEL%
