; Installs the one-folder program for the user who runs this: no administrator, no network.
;   makensis -DBUNDLE=<folder> -DVERSION=<x.y.z> -DTO=<file.exe> ban-mot-cua.nsi
; Vietnamese or English texts by the language of Windows. /S installs silently; the uninstaller takes /S too and
; then leaves the data.
Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma

!ifndef BUNDLE
  !error "BUNDLE names the folder of the program"
!endif
!ifndef VERSION
  !error "VERSION is the program's"
!endif
!ifndef TO
  !define TO "ban-mot-cua-${VERSION}.exe"
!endif

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define PRODUCT "BanMotCua"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PRODUCT}"

Name "Bàn Một Cửa"
OutFile "${TO}"
; One folder a version, so that an update never writes over a program that runs.
InstallDir "$LOCALAPPDATA\Programs\${PRODUCT}\${VERSION}"
BrandingText " "
ShowInstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Ban Mot Cua"
VIAddVersionKey "FileDescription" "Ban Mot Cua"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\ban-mot-cua-launcher.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first is what Windows gets in any other language.
!insertmacro MUI_LANGUAGE "Vietnamese"
!insertmacro MUI_LANGUAGE "English"

LangString AppName ${LANG_VIETNAMESE} "Bàn Một Cửa"
LangString AppName ${LANG_ENGLISH} "One-Stop Desk"
LangString Training ${LANG_VIETNAMESE} "Bàn tập"
LangString Training ${LANG_ENGLISH} "Desk for practice"
LangString Running ${LANG_VIETNAMESE} "Chương trình đang mở. Hãy đóng chương trình rồi bấm Thử lại."
LangString Running ${LANG_ENGLISH} "The program is open. Close it, then press Retry."
LangString DataAsk ${LANG_VIETNAMESE} "Xóa luôn dữ liệu của bàn (hồ sơ, tài liệu, khóa) khỏi máy này?$\n$\nBấm Không để giữ dữ liệu. Đã xóa thì chỉ lấy lại được từ bản sao lưu."
LangString DataAsk ${LANG_ENGLISH} "Delete the desk's data (cases, papers, keys) from this computer as well?$\n$\nPress No to keep them. Deleted data come back from a backup only."
LangString DataSure ${LANG_VIETNAMESE} "Chắc chắn xóa mọi dữ liệu trong $\n$LOCALAPPDATA\${PRODUCT} ?"
LangString DataSure ${LANG_ENGLISH} "Really delete all data in $\n$LOCALAPPDATA\${PRODUCT} ?"

; A file that runs cannot be opened for writing.
!macro WaitUntilClosed UN
Function ${UN}WaitUntilClosed
  again:
  ${IfNot} ${FileExists} "$INSTDIR\ban-mot-cua.exe"
    Return
  ${EndIf}
  ClearErrors
  FileOpen $0 "$INSTDIR\ban-mot-cua.exe" a
  ${If} ${Errors}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
    Abort
  ${EndIf}
  FileClose $0
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Section
  Call WaitUntilClosed
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateDirectory "$SMPROGRAMS\$(AppName)"
  CreateShortcut "$SMPROGRAMS\$(AppName)\$(AppName).lnk" "$INSTDIR\ban-mot-cua-launcher.exe" "" "$INSTDIR\ban-mot-cua.exe"
  CreateShortcut "$SMPROGRAMS\$(AppName)\$(Training).lnk" "$INSTDIR\ban-mot-cua-launcher.exe" "training" "$INSTDIR\ban-mot-cua.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(AppName)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\ban-mot-cua.exe"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegStr HKCU "${UNINSTALL}" "StartMenu" "$SMPROGRAMS\$(AppName)"
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  ; Only what the installer brought: its own folder, its entries.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\ban-mot-cua.exe"
  Delete "$INSTDIR\ban-mot-cua-launcher.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir "$LOCALAPPDATA\Programs\${PRODUCT}"
  ReadRegStr $0 HKCU "${UNINSTALL}" "StartMenu"
  ${If} $0 != ""
    Delete "$0\*.lnk"
    RMDir "$0"
  ${EndIf}
  DeleteRegKey HKCU "${UNINSTALL}"

  ; The data are asked for twice, No is what Enter presses, and a silent uninstallation keeps them.
  ${If} ${FileExists} "$LOCALAPPDATA\${PRODUCT}\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(DataAsk)" /SD IDNO IDNO keep
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(DataSure)" /SD IDNO IDNO keep
    RMDir /r "$LOCALAPPDATA\${PRODUCT}"
    keep:
  ${EndIf}
SectionEnd
