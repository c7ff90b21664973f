@echo off
chcp 65001 >nul
rem 整改一张图：启动服务。数据放在 %ProgramData%\geoapp\data。
set GEOAPP_FOLDER=%ProgramData%\geoapp\data
if not exist "%GEOAPP_FOLDER%" mkdir "%GEOAPP_FOLDER%"
cd /d "%ProgramData%\geoapp"
"%ProgramData%\geoapp\venv\Scripts\geoapp" serve %*
