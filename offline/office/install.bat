@echo off
setlocal
rem ASCII only: this file is read in the code page of the office. All words are said by install.py.
pushd "%~dp0"
if not exist install.py exit /b 1
set "PYTHON="
for %%V in (@PYTHONS@) do call :try py -%%V
call :try py
call :try python
if not defined PYTHON goto nothing
call %PYTHON% install.py %*
set "CODE=%ERRORLEVEL%"
pause
popd
exit /b %CODE%

:nothing
type no-python.msg
pause
popd
exit /b 1

:try
if defined PYTHON exit /b 0
call %* -c "" >nul 2>nul
if not errorlevel 1 set "PYTHON=%*"
exit /b 0
