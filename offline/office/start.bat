@echo off
setlocal
rem Starts the service. The data lie beside this file; "/service" writes to a log instead of a window.
set "GEOAPP_FOLDER=%~dp0data"
set "PYTHONUTF8=1"
cd /d "%~dp0"
if /i "%~1"=="/service" (
  "%~dp0venv\Scripts\python.exe" -m geoapp serve >> "%~dp0data\service.log" 2>&1
) else (
  "%~dp0venv\Scripts\python.exe" -m geoapp serve %*
)
set "CODE=%ERRORLEVEL%"
if not "%CODE%"=="0" if /i not "%~1"=="/service" pause
exit /b %CODE%
