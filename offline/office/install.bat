@echo off
chcp 65001 >nul
rem 整改一张图：离线安装（Windows）。需要先装好 64 位 Python（版本见 说明.txt）。
cd /d "%~dp0"
where py >nul 2>nul || (echo 没有找到 Python。请先安装 64 位 Python，安装时勾选“Add python.exe to PATH”。 & pause & exit /b 1)
if not exist "%ProgramData%\geoapp" mkdir "%ProgramData%\geoapp"
py -m venv "%ProgramData%\geoapp\venv" || (echo 建立运行环境失败。 & pause & exit /b 1)
"%ProgramData%\geoapp\venv\Scripts\python" -m pip install --no-index --find-links wheels --upgrade geoapp || (echo 安装失败：请核对 Python 版本与 说明.txt 一致，文件是否拷贝完整。 & pause & exit /b 1)
copy /y start.bat "%ProgramData%\geoapp\start.bat" >nul
copy /y geoapp-task.xml "%ProgramData%\geoapp\geoapp-task.xml" >nul
echo 安装完成。双击 %ProgramData%\geoapp\start.bat 启动；开机自动启动见 说明.txt。
pause
